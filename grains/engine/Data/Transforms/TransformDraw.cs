using Cdarts.Engine.Data.AutoAugment;

namespace Cdarts.Engine.Data.Transforms;

/// <summary>What is done to one training picture, but for the region, which depends on its size.</summary>
/// <param name="Mirrored">Whether left and right are exchanged.</param>
/// <param name="Jitter">Colours, unless there is a policy.</param>
/// <param name="Policy">AutoAugment, where it is asked for.</param>
/// <param name="Crop">Random numbers from which the region is drawn.</param>
internal readonly record struct TransformDraw(bool Mirrored, JitterDraw Jitter, PolicyDraw Policy, CounterRandom Crop);
