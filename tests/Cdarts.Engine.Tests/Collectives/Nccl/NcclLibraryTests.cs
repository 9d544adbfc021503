using Cdarts.Engine.Collectives.Nccl;

namespace Cdarts.Engine.Tests.Collectives.Nccl;

public class NcclLibraryTests(NcclStandIn standIn) : IClassFixture<NcclStandIn>
{
    private const string Missing = "libno-such-nccl.so.2";
    private const string WhatToDo = "install NCCL 2.18 or later (package libnccl2), configure the path of its library, or set the collective backend to tcp.";

    [SkippableFact]
    public void The_configured_library_comes_first()
    {
        standIn.Require();
        NcclLibrary library = NcclLibrary.Load(standIn.LibraryPath, standIn.OfVersion("22809"), standIn.OfVersion("22810"));
        Assert.Equal((22705, $"NCCL 2.27.5 ({standIn.LibraryPath})"), (library.Version, library.Description));
    }

    [SkippableFact]
    public void Then_the_systems_and_then_the_one_inside_libtorch()
    {
        standIn.Require();
        Assert.Equal(22705, NcclLibrary.Load(null, standIn.LibraryPath, standIn.OfVersion("22809")).Version);
        Assert.Equal(22809, NcclLibrary.Load(null, Missing, standIn.OfVersion("22809")).Version);
    }

    [Fact]
    public void A_configured_library_that_is_missing_is_not_replaced_by_another()
    {
        string message = Failure(() => NcclLibrary.Load("/nowhere/libnccl.so.2", "libc.so.6", null));
        Assert.StartsWith("The configured NCCL library /nowhere/libnccl.so.2 cannot be loaded (", message, StringComparison.Ordinal);
        Assert.EndsWith(WhatToDo, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void No_library_at_all_is_one_sentence() => Assert.Equal(
        $"NCCL cannot be loaded: there is no {Missing}, and no libtorch_cuda.so is loaded; {WhatToDo}", Failure(() => NcclLibrary.Load(null, Missing, null)));

    [Fact]
    public void A_libtorch_without_nccl_is_one_sentence() => Assert.Equal(
        $"NCCL cannot be loaded: there is no {Missing}, and libc.so.6 exports no NCCL; {WhatToDo}", Failure(() => NcclLibrary.Load(null, Missing, "libc.so.6")));

    [SkippableFact]
    public void An_old_version_is_refused()
    {
        string path = standIn.OfVersion("21705");
        Assert.Equal($"{path} is NCCL 2.17.5, which is too old; {WhatToDo}", Failure(() => NcclLibrary.Load(path)));
    }

    [Fact]
    public void A_library_without_a_function_says_which() => Assert.Equal(
        "libc.so.6 has no function ncclGetVersion: it is damaged or too old.", Failure(() => NcclLibrary.Load("libc.so.6")));

    private static string Failure(Action load) => Assert.Throws<CdartsException>(load).Message;
}
