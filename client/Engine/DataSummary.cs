namespace Cdarts.Client.Engine;

/// <summary>What a data set has.</summary>
/// <param name="TrainCount">Train pictures.</param>
/// <param name="TestCount">Test pictures.</param>
/// <param name="Classes">Classes.</param>
internal sealed record DataSummary(int TrainCount, int TestCount, int Classes);
