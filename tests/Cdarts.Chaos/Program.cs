using Cdarts.Chaos;
using Cdarts.Chaos.Reports;
using Cdarts.Chaos.Scenarios;

if (HarnessOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine($"The options are {HarnessOptions.Usage}.");
    return 2;
}

DateTimeOffset begin = TimeProvider.System.GetUtcNow();
IReadOnlyList<string> machine = await Machine.DescribeAsync();
List<ScenarioRecord> records = [];
foreach (Scenario scenario in options.Scenarios)
{
    records.Add(await scenario.RunAsync(options.Repeats));
}

string page = Page.Write(begin, machine, options.Repeats, records);
Console.WriteLine(page);
if (options.Out is { } file)
{
    File.WriteAllText(file, page);
}

return records.Any(record => record.Failure is not null || record.Violations.Count > 0) ? 1 : 0;
