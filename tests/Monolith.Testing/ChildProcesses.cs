using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Monolith.Testing;

/// <summary>What every process inherits that tests start.</summary>
internal static class ChildProcesses
{
    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255:The ModuleInitializer attribute should not be used in libraries",
        Justification = "It is a part of programs that test, and must come before the first process is started."
    )]
    internal static void LeaveNothingBehind() =>
        // Debuggers and profilers would come in by pipes and a socket in the temporary folder, which a killed process leaves there.
        Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics", "0");
}
