using System.Reflection;
using Cdarts.Engine.Tests.Diagnostics;

/// <summary>Called by the runtime, by this name and outside any namespace, in the children of <see cref="ChildProcess"/>.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(ChildProcess.JobVariable)?.Split(':') is [string type, string method])
        {
            Type owner = Assembly.GetExecutingAssembly().GetType(type, throwOnError: true)!;
            Action<string> job = owner.GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.CreateDelegate<Action<string>>();
            job(Environment.GetEnvironmentVariable(ChildProcess.ArgumentVariable)!);
        }
    }
}
