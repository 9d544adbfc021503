namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>Works on what has come while the rest is on its way.</summary>
internal interface IFlowWatcher
{
    /// <summary>Works on what is new since the last time.</summary>
    void Advance();
}
