using Cdarts.Client.Doctor;
using Cdarts.Client.Tests.Support;

namespace Cdarts.Client.Tests.Doctor;

public sealed class MachineChecksTests
{
    [Fact]
    public void One_core_is_doubtful()
    {
        Assert.Equal(DoctorVerdict.Doubtful, MachineChecks.Cores(1).Verdict);
        Assert.Equal(DoctorVerdict.Good, MachineChecks.Cores(2).Verdict);
    }

    [Fact]
    public void Less_than_a_gibibyte_is_doubtful()
    {
        Assert.Equal(DoctorVerdict.Doubtful, MachineChecks.Space((1L << 30) - 1).Verdict);
        Assert.Equal(DoctorFinding.Good("1.5 GiB free"), MachineChecks.Space(3L << 29));
    }

    [Fact]
    public void A_folder_that_can_be_made_is_good_and_is_not_made()
    {
        using TemporaryFolder folder = new();

        Assert.Equal(DoctorVerdict.Good, MachineChecks.Writable(folder.In("a", "b")).Verdict);
        Assert.Equal(DoctorVerdict.Good, MachineChecks.Writable(folder.Path).Verdict);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
