namespace Cdarts.Chaos.Scenarios;

/// <summary>What a scenario has found.</summary>
/// <param name="Name">Name of the scenario.</param>
/// <param name="What">What it does.</param>
public sealed record ScenarioRecord(string Name, string What)
{
    private readonly List<Measurement> _measurements = [];
    private readonly List<string> _notes = [];

    /// <summary>Figures so far.</summary>
    public IReadOnlyList<Measurement> Measurements => _measurements;

    /// <summary>What else was seen.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>What is wrong with the run's history.</summary>
    public IReadOnlyList<string> Violations { get; set; } = [];

    /// <summary>Updates of the run's history; 0 where it was not read.</summary>
    public int Updates { get; set; }

    /// <summary>Why the scenario could not go to its end; null if it did.</summary>
    public string? Failure { get; set; }

    /// <summary>Why it was left out; null if it was not.</summary>
    public string? Skipped { get; set; }

    /// <summary>Adds a figure.</summary>
    public void Add(string label, TimeSpan time, double target)
    {
        _measurements.Add(new(label, time.TotalSeconds, target));
        Console.WriteLine($"{Name}: {label}: {time.TotalSeconds:0.00} s (target {target} s)");
    }

    /// <summary>Adds a sentence.</summary>
    public void Note(string note)
    {
        _notes.Add(note);
        Console.WriteLine($"{Name}: {note}");
    }
}
