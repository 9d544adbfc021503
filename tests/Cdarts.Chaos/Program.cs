using Cdarts.Chaos.Histories;

foreach (string violation in RunHistory.Read(args[0]).Violations())
{
    Console.WriteLine(violation);
}
