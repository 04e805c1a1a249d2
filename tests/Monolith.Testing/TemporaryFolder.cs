namespace Monolith.Testing;

/// <summary>A folder of a test's own, removed with everything in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The folder's full path. Short, because a Unix socket's path may have 107 bytes only.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("mono-").FullName;

    /// <summary>A path inside the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => SpinWait.SpinUntil(TryDelete, Patience);

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
