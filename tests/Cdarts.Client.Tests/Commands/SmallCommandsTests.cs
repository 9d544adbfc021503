using Cdarts.Client.Commands;
using Cdarts.Client.Configuration;
using Cdarts.Client.Doctor;
using Cdarts.Client.Tests.Support;

namespace Cdarts.Client.Tests.Commands;

/// <summary>config, doctor, version, help.</summary>
public sealed class SmallCommandsTests : IDisposable
{
    private readonly TestShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Config_show_writes_the_settings_in_use()
    {
        string file = _shell.File("a.yaml", "seed: 7");
        _shell.Variables["CDARTS_NETWORK__CHANNELS"] = "8";

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("config", "show", file, "--set", "variant=nni", "--origin"));

        Assert.Contains($"seed: 7                                      # {file}:1\n", _shell.Out.ToString());
        Assert.Contains("  channels: 8                                # CDARTS_NETWORK__CHANNELS\n", _shell.Out.ToString());
        Assert.Contains("  interactive: kl                            # variant nni\n", _shell.Out.ToString());
    }

    [Fact]
    public async Task Config_show_can_write_the_table()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("config", "show", "--table"));

        Assert.Equal(SettingsTable.Write(), _shell.Out.ToString());
    }

    [Fact]
    public async Task Config_validate_says_that_a_good_file_is_good()
    {
        string file = _shell.File("a.yaml", "seed: 7");

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("config", "validate", file));

        Assert.Equal($"{file} can be run.\n", _shell.Out.ToString());
    }

    [Fact]
    public async Task Config_validate_refuses_a_bad_file()
    {
        string file = _shell.File("a.yaml", "\nseed: x");

        Assert.Equal($"seed is x ({file}:2): use an integer, 0 or more.", await _shell.FailAsync(ExitCode.BadConfiguration, "config", "validate", file));
    }

    [Fact]
    public async Task Config_validate_refuses_what_only_the_engine_knows_to_be_impossible()
    {
        string file = _shell.File("a.yaml", "network: {space: mine}");

        Assert.StartsWith("network.space is 'mine', ", await _shell.FailAsync(ExitCode.BadConfiguration, "config", "validate", file));
    }

    [Fact]
    public async Task Doctor_tells_what_is_good_and_what_is_not()
    {
        _shell.Engine = new() { Checks = [new Check("one", DoctorFinding.Good("fine")), new Check("two", null)] };

        Assert.Equal(ExitCode.BadConfiguration, await _shell.RunAsync("doctor"));

        Assert.Matches(@"good\s+one\s+fine", _shell.Console.Output);
        Assert.Matches(@"bad\s+two\s+It is broken: mend it\.", _shell.Console.Output);
        Assert.False(Directory.Exists(_shell.Runs));
    }

    [Fact]
    public async Task Doctor_is_content_with_a_good_machine()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("doctor"));
    }

    [Theory]
    [InlineData("nowhere.dll")]
    [InlineData(" : nowhere.dll:")]
    public async Task Search_spaces_that_cannot_be_loaded_are_one_sentence(string paths)
    {
        _shell.Variables["CDARTS_SPACES"] = paths;

        Assert.Equal(
            "CDARTS_SPACES: There is no file nowhere.dll to load search spaces from: give the path of an assembly (.dll).",
            await _shell.FailAsync(ExitCode.BadConfiguration, "version"));
    }

    [Fact]
    public async Task No_search_spaces_of_the_users_own_are_no_problem()
    {
        _shell.Variables["CDARTS_SPACES"] = "";

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("config", "show"));
    }

    [Fact]
    public async Task Version_names_the_products()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("version"));

        Assert.Equal(["cdarts", "torchsharp", "orleans", "dotnet", "os"], _shell.Out.ToString().TrimEnd('\n').Split('\n').Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task A_bare_call_shows_the_commands()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync());

        Assert.Contains("search", _shell.Out.ToString());
        Assert.Contains("doctor", _shell.Out.ToString());
    }

    [Theory]
    [InlineData("`cdarts` has no command serach: did you mean search?", "serach")]
    [InlineData("`cdarts config` has no command shwo: did you mean show?", "config", "shwo")]
    [InlineData("Required command was not provided: see `cdarts config --help`.", "config")]
    [InlineData("Required argument missing for command: 'resume': see `cdarts resume --help`.", "resume")]
    [InlineData("`cdarts` does not know --bogus: see `cdarts --help`.", "--bogus")]
    [InlineData("`cdarts list` does not know @file: see `cdarts list --help`.", "list", "@file")]
    public async Task A_command_line_that_cannot_be_understood_is_one_sentence(string sentence, params string[] arguments) =>
        Assert.Equal(sentence, await _shell.FailAsync(ExitCode.BadConfiguration, arguments));

    private sealed class Check(string name, DoctorFinding? finding) : IDoctorCheck
    {
        public string Name => name;

        public DoctorFinding Look() => finding ?? throw new InvalidOperationException("It is broken: mend it.");
    }
}
