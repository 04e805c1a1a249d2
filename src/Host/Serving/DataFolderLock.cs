using System.Globalization;
using Monolith.Platform;

namespace Monolith.Host.Serving;

/// <summary>Keeps a second host out of a data folder. The kernel drops the lock with the process, however it dies.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <returns>The lock, or null when another process holds it; then <paramref name="holder"/> says which.</returns>
    public static DataFolderLock? TryTake(DataFolder data, out string? holder)
    {
        holder = null;
        Directory.CreateDirectory(data.Path);
        var path = Path.Combine(data.Path, "monolith.lock");

        // The pid lies beside the locked file, because a locked file cannot be read by others.
        var pidPath = Path.Combine(data.Path, "monolith.pid");
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(pidPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataFolderLock(file);
        }
        catch (IOException) when (File.Exists(path))
        {
            holder = File.Exists(pidPath) ? $"process {File.ReadAllText(pidPath)}" : "another process";
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}
