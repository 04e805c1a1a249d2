using System.Runtime.InteropServices;

namespace Monolith.Platform.Engine.Child;

/// <summary>How the engine process ended; its parent reads it.</summary>
internal static class ExitCode
{
    public const int Stopped = 0;

    /// <summary>It did not stop in time and made itself.</summary>
    public const int Forced = 70;

    /// <summary>It could not start; the last line on standard error says why.</summary>
    public const int CannotStart = 78;
}

/// <summary>Ends the process.</summary>
internal static partial class ProcessExit
{
    /// <summary>At once, without the library's own way out, which crashes while connections are open.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void Now(int code);
}
