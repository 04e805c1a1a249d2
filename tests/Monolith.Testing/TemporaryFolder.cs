using System.Collections.Concurrent;

namespace Monolith.Testing;

/// <summary>A folder of a test's own, removed with everything in it: when it is disposed of, or else, after a test that failed on its
/// way, with the process.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly ConcurrentDictionary<TemporaryFolder, bool> Left = new();

    static TemporaryFolder() =>
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (var folder in Left.Keys)
            {
                folder.Dispose();
            }
        };

    /// <summary>Makes one.</summary>
    public TemporaryFolder() => Left[this] = true;

    /// <summary>The folder's full path. Short, because a Unix socket's path may have 107 bytes only.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("mono-").FullName;

    /// <summary>A path inside the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        SpinWait.SpinUntil(TryDelete, Patience);
        Left.TryRemove(this, out _);
    }

    // An engine whose host was killed ends a moment later, and until then makes and removes files.
    private bool TryDelete()
    {
        try
        {
            if (Directory.Exists(Path))
            {
                Directory.Delete(Path, recursive: true);
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
