using Cdarts.Engine.Training.Memory;

namespace Cdarts.Engine.Training.Layouts.Estimates;

/// <summary>A layout of a search on some devices: what a device of each role takes, and how long steps are.</summary>
/// <param name="Roles">The roles that there are, with the pictures of each at once and the bytes that they take.</param>
/// <param name="Steps">Times.</param>
/// <param name="RunSeconds">Seconds of a whole search for every step of an epoch.</param>
internal sealed record LayoutPlan(IReadOnlyList<RoleNeed> Roles, LayoutSteps Steps, double RunSeconds)
{
    /// <summary>The most that a device needs.</summary>
    internal RoleNeed Largest => Roles.MaxBy(role => role.Bytes)!;

    /// <summary>Both networks on all.</summary>
    internal static LayoutPlan Together(CdartsSettings settings, Func<ReplicaRole, MemoryEstimate> memory, LayoutModel model, int replicas)
    {
        LayoutSteps steps = model.Together(settings.Data.BatchSize, replicas);
        return new LayoutPlan([Need(settings, memory, ReplicaRole.Together, replicas, replicas)], steps, steps.Run(settings.EffectiveSchedule()));
    }

    /// <summary>One network on each.</summary>
    internal static LayoutPlan Split(CdartsSettings settings, Func<ReplicaRole, MemoryEstimate> memory, LayoutModel model, int search, int evaluation)
    {
        LayoutSteps steps = model.Split(settings.Data.BatchSize, search, evaluation);
        return new LayoutPlan(
            [Need(settings, memory, ReplicaRole.Search, search, evaluation), Need(settings, memory, ReplicaRole.Evaluation, search, evaluation)],
            steps,
            steps.Run(settings.EffectiveSchedule()));
    }

    private static RoleNeed Need(CdartsSettings settings, Func<ReplicaRole, MemoryEstimate> memory, ReplicaRole role, int search, int evaluation)
    {
        (int slice, int atOnce) = RolePictures.Of(settings.Data, role, search, evaluation);
        return new RoleNeed(role, atOnce, memory(role).Bytes(slice, atOnce));
    }
}

/// <summary>What a device of a role needs.</summary>
/// <param name="Role">Role.</param>
/// <param name="AtOnce">Pictures at once.</param>
/// <param name="Bytes">Memory.</param>
internal sealed record RoleNeed(ReplicaRole Role, int AtOnce, long Bytes);
