using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Monolith.Platform.Files;

/// <summary>What it takes, beside writing a file, for the file to be there after a power cut.</summary>
public static partial class DurableFiles
{
    private const int OpenFolderReadOnlyCloseOnExec = 0x10000 | 0x80000;

    /// <summary>Makes the names in a folder durable: files created, renamed or deleted in it stay so.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void SyncFolder(string folder)
    {
        // .NET does not open folders, so this goes to the system's own calls.
        var handle = Open(folder, OpenFolderReadOnlyCloseOnExec);
        if (handle < 0)
        {
            throw Failure(folder);
        }

        var synced = Sync(handle);
        var failure = synced < 0 ? Failure(folder) : null;
        _ = Close(handle);
        if (failure is not null)
        {
            throw failure;
        }
    }

    /// <summary>Gives a file other content in one step: after a crash it has all of the old or all of the new.</summary>
    /// <exception cref="IOException">The disk refused. The file has its old content.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var draft = path + ".new";
        using (var file = File.OpenHandle(draft, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, content, 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(draft, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    private static IOException Failure(string folder)
    {
        var error = new Win32Exception(Marshal.GetLastPInvokeError());
        return new IOException($"The folder {folder} could not be made durable: {error.Message}.", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
