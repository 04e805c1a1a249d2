using System.Diagnostics;
using System.Reflection;

namespace Monolith.Platform.Engine.Supervision;

/// <summary>How to start the engine process: this very program again, with another verb.</summary>
internal static class EngineProgram
{
    /// <summary>What to start.</summary>
    /// <param name="configured">Another program that has the verb, or null.</param>
    public static ProcessStartInfo StartInfo(string? configured)
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var program = string.IsNullOrEmpty(configured) ? Environment.ProcessPath! : configured;
        start.FileName = program;
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            // "dotnet monolith.dll": the program is the runtime, and the assembly its first argument.
            start.ArgumentList.Add(Assembly.GetEntryAssembly()!.Location);
        }

        start.ArgumentList.Add(EngineProcess.Verb);
        return start;
    }
}
