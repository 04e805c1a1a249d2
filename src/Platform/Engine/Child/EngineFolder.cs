using System.Globalization;

namespace Monolith.Platform.Engine.Child;

/// <summary>The engine's folder, held by this process alone for as long as it lives.</summary>
internal sealed class EngineFolder : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _lock;

    private EngineFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    public string Path { get; }

    /// <summary>Where the engine keeps the tables.</summary>
    public string Data => Sub("data");

    /// <summary>An empty folder: the engine looks for files in its working folder that nobody meant for it.</summary>
    public string Work => Sub("work");

    /// <summary>Takes the folder.</summary>
    /// <exception cref="EngineStartException">Another process holds it.</exception>
    public static async Task<EngineFolder> TakeAsync(string path, TimeSpan patience, TimeProvider clock)
    {
        Directory.CreateDirectory(path, Private);
        var begun = clock.GetTimestamp();
        while (true)
        {
            if (TryLock(path) is { } taken)
            {
                await File.WriteAllTextAsync(
                    PidFile(path),
                    Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
                );
                return new EngineFolder(path, taken);
            }

            if (clock.GetElapsedTime(begun) > patience)
            {
                var owner = File.Exists(PidFile(path)) ? await File.ReadAllTextAsync(PidFile(path)) : "unknown";
                throw new EngineStartException(
                    $"The data folder '{path}' is in use by another engine (process {owner}). "
                        + "Stop the Monolith that started it, or give this one a folder of its own by Monolith:DataPath."
                );
            }

            await Task.Delay(BetweenAttempts, clock);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static string PidFile(string path) => System.IO.Path.Combine(path, "engine.pid");

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(
                System.IO.Path.Combine(path, "engine.lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException)
        {
            return null;
        }
    }

    private string Sub(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name), Private).FullName;
}
