using System.Runtime.InteropServices;

namespace Monolith.Platform.Engine.Library;

/// <summary>Keeps this process's signal handlers as they are while the engine starts.</summary>
/// <remarks>.NET turns a null dereference into an exception by a handler for SIGSEGV. An engine that replaces the handler
/// makes the first null dereference hang the process. Asked not to, this version replaces none; others did.</remarks>
internal static partial class SignalGuard
{
    private const int LastSignal = 31;
    private const int Kill = 9;
    private const int Stop = 19;

    // struct sigaction of x86-64 and arm64 Linux: 152 bytes, the handler first.
    private const int ActionSize = 152;

    /// <summary>Runs the action, then puts back every handler that it changed.</summary>
    public static T Around<T>(Func<T> action)
    {
        // The runtime sets its terminal handlers up at the first use of the console: before the picture is taken.
        Console.Out.Flush();
        Chdb.SetSignalHandlersEnabled(0);
        var before = Enumerable
            .Range(1, LastSignal)
            .Where(s => s is not (Kill or Stop))
            .Select(s => (s, Read(s)))
            .ToList();
        try
        {
            return action();
        }
        finally
        {
            foreach (var (signal, saved) in before)
            {
                if (!Read(signal).AsSpan(0, nint.Size).SequenceEqual(saved.AsSpan(0, nint.Size)))
                {
                    _ = SetAction(signal, saved, []);
                }
            }
        }
    }

    private static byte[] Read(int signal)
    {
        var action = new byte[ActionSize];
        _ = SetAction(signal, [], action);
        return action;
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int SetAction(int signal, ReadOnlySpan<byte> action, Span<byte> old);
}
