namespace Cdarts.Silo.Membership;

/// <summary>This silo's row in the cluster's membership table.</summary>
internal interface IMembershipRow
{
    /// <summary>Whether it is there; throws when the table does not answer.</summary>
    Task<bool> ExistsAsync();
}
