using System.Diagnostics;
using System.Reflection;
using Cdarts.Engine.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Native;

/// <summary>TorchSharp leaves the numbers that are handed to LibTorch to the garbage collector; the build makes a copy of it that keeps them while they are used.</summary>
public class ScalarLifetimeTests
{
    [Fact]
    public void Methods_of_TorchSharp_are_not_optimised_so_that_their_arguments_live()
    {
        DebuggableAttribute attribute = typeof(torch).Assembly.GetCustomAttribute<DebuggableAttribute>()!;

        Assert.True(attribute.IsJITOptimizerDisabled);
        Assert.True(attribute.IsJITTrackingEnabled);
    }

    /// <summary>With TorchSharp as it is released about ten calls a second fail here.</summary>
    [Fact]
    public void A_number_that_is_made_in_passing_outlives_the_call()
    {
        const int Threads = 4, Rounds = 20_000;
        NativeRuntime.Initialize();
        int left = Threads;
        List<Exception> failures = [];
        void Work()
        {
            try
            {
                using Tensor ones = torch.ones(4);
                for (int round = 0; round < Rounds; round++)
                {
                    using Tensor sum = ones + ones;
                    using Tensor product = sum * 2.0;
                    product.add_(1.5);
                }
            }
            catch (Exception failure)
            {
                lock (failures)
                {
                    failures.Add(failure);
                }
            }
            finally
            {
                Interlocked.Decrement(ref left);
            }
        }

        for (int i = 0; i < Threads; i++)
        {
            new Thread(Work) { IsBackground = true }.Start();
        }

        while (Volatile.Read(ref left) > 0)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Empty(failures);
    }
}
