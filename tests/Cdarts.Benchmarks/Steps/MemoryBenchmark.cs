using System.Globalization;
using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Networks;

namespace Cdarts.Benchmarks.Steps;

/// <summary>Peak resident memory of a form, in a process of its own: a process's peak never falls, and its allocator keeps what it has had.</summary>
internal static class MemoryBenchmark
{
    /// <summary>Command by which the program measures one form in a child.</summary>
    internal const string ChildCommand = "step-memory";

    private const int JointSteps = 3;

    internal static void Run(StepSize size, IReadOnlyList<NetworkForm> forms, PyTorch? pytorch, TextWriter output)
    {
        output.WriteLine($"peak resident memory in MiB after each phase, one process per form, {JointSteps} joint steps");
        Dictionary<NetworkForm, (string Phase, double Mebibytes)[]> peaks = forms.ToDictionary(form => form, form => Child(size, form));
        NetworkForm reference = forms.Contains(NetworkForm.Straight) ? NetworkForm.Straight : forms[0];
        output.WriteLine($"{"phase",-26} |{string.Concat(forms.Select(form => $" {form.ToString().ToLowerInvariant(),10}"))} | of {reference.ToString().ToLowerInvariant()}");
        for (int i = 0; i < peaks[reference].Length; i++)
        {
            (string phase, double most) = peaks[reference][i];
            output.WriteLine(
                $"{phase,-26} |{string.Concat(forms.Select(form => $" {peaks[form][i].Mebibytes,10:F0}"))} |"
                + string.Concat(forms.Where(form => form != reference).Select(form => $" {peaks[form][i].Mebibytes / most:F2}")));
        }

        if (pytorch?.Run(size, new StepWork(size), JointSteps, 0, output) is { } times)
        {
            output.WriteLine($"{$"PyTorch, {JointSteps} joint steps",-26} | {times.PeakMebibytes,10:F0}");
        }
    }

    /// <summary>The child: prints a line per phase, its peak and its name.</summary>
    internal static void RunChild(IReadOnlyList<string> arguments, TextWriter output)
    {
        CommandLine line = new(arguments, ["--size", "--batch", "--forms"], []);
        StepSize size = StepSize.From(line, otherwise: "cifar");
        void Print(string phase) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Machine.PeakResidentMebibytes:F1} {phase}"));

        Print("LibTorch loaded");
        using TrainingSetup setup = new(size, line.Members<NetworkForm>("--forms", otherwise: "fast")[0], new StepData(size), new SingleCollective());
        Print("networks built");
        setup.SearchWarmup();
        Print("search warm-up step");
        setup.EvaluationWarmup();
        Print("evaluation warm-up step");
        for (int step = 1; step <= JointSteps; step++)
        {
            setup.Joint();
            Print($"joint step {step}");
        }
    }

    private static (string, double)[] Child(StepSize size, NetworkForm form) =>
    [
        .. ChildProcess.Lines(ChildProcess.Self(
                ChildCommand, "--size", size.Name, "--batch", $"{size.Batch}", "--forms", form.ToString().ToLowerInvariant()))
            .Select(text => text.Split(' ', 2))
            .Select(parts => (parts[1], double.Parse(parts[0], CultureInfo.InvariantCulture))),
    ];
}
