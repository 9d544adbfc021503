using System.Net;
using System.Net.Sockets;
using Cdarts.Silo.Clustered;
using Cdarts.Silo.Commands;
using Microsoft.Extensions.Time.Testing;

namespace Cdarts.Silo.Tests.Clustered;

public sealed class NameCheckTests
{
    private static readonly IPEndPoint Own = new(IPAddress.Loopback, 1);
    private static readonly IPEndPoint Other = new(IPAddress.Parse("10.0.0.2"), 2);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly FakeTable _table = new();
    private bool? _answers = true;

    [Fact]
    public async Task A_living_silo_of_the_name_is_in_the_way()
    {
        _table.Add("a", Other, SiloStatus.Active, _time);

        SiloException refused = await Assert.ThrowsAsync<SiloException>(CheckAsync);

        Assert.Equal(SiloExitCode.InUse, refused.ExitCode);
        Assert.Equal("A silo named a is active in the cluster at 10.0.0.2:2: stop it, or choose another name with --name.", refused.Message);
    }

    [Fact]
    public async Task A_silo_that_was_killed_is_not()
    {
        _table.Add("a", Other, SiloStatus.Active, _time);
        _answers = false;

        await CheckAsync();
    }

    [Theory]
    [InlineData(14, true)]
    [InlineData(16, false)]
    public async Task A_machine_that_does_not_answer_is_believed_by_its_last_sign_of_life(int seconds, bool isInTheWay)
    {
        _table.Add("a", Other, SiloStatus.Active, _time);
        _time.Advance(TimeSpan.FromSeconds(seconds));
        _answers = null;

        Assert.Equal(isInTheWay, await Record.ExceptionAsync(CheckAsync) is SiloException);
    }

    [Fact]
    public async Task Other_names_dead_silos_and_the_own_address_are_not_in_the_way()
    {
        _table.Add("b", Other, SiloStatus.Active, _time);
        _table.Add("a", Other, SiloStatus.Dead, _time);
        _table.Add("a", Own, SiloStatus.Active, _time);

        await CheckAsync();
    }

    [Fact]
    public async Task Whether_someone_listens_is_found_out()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        IPEndPoint endpoint = (IPEndPoint)listener.LocalEndpoint;
        Assert.True(await NameCheck.TryConnectAsync(endpoint, CancellationToken.None));

        listener.Stop();
        Assert.False(await NameCheck.TryConnectAsync(endpoint, CancellationToken.None));
    }

    private Task CheckAsync() => new NameCheck(_table, (_, _) => Task.FromResult(_answers), _time).RequireFreeAsync("a", Own, CancellationToken.None);

    private sealed class FakeTable : IMembershipTable
    {
        private readonly List<Tuple<MembershipEntry, string>> _rows = [];

        public void Add(string name, IPEndPoint endpoint, SiloStatus status, TimeProvider time) => _rows.Add(new(
            new() { SiloName = name, SiloAddress = SiloAddress.New(endpoint, _rows.Count + 1), Status = status, IAmAliveTime = time.GetUtcNow().UtcDateTime },
            "etag"));

        public Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken) => Task.FromResult(new MembershipTableData(_rows, new TableVersion(1, "v")));

        public Task InitializeMembershipTable(bool tryInitTableVersion) => throw new NotSupportedException();

        public Task DeleteMembershipTableEntries(string clusterId) => throw new NotSupportedException();

        public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => throw new NotSupportedException();

        public Task<MembershipTableData> ReadRow(SiloAddress key) => throw new NotSupportedException();

        public Task<MembershipTableData> ReadAll() => throw new NotSupportedException();

        public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => throw new NotSupportedException();

        public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => throw new NotSupportedException();

        public Task UpdateIAmAlive(MembershipEntry entry) => throw new NotSupportedException();
    }
}
