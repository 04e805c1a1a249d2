using System.Runtime.InteropServices;

namespace Monolith.Processing.Pipelines;

/// <summary>Tells whether a file was changed since it was read.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileStamp(DateTime Written, long Length)
{
    /// <summary>The stamp of a file as it is now. A mounted ConfigMap changes by a link: what it points to has another time.</summary>
    public static FileStamp Of(FileInfo file) =>
        file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target
            ? new FileStamp(target.LastWriteTimeUtc, target.Length)
            : new FileStamp(file.LastWriteTimeUtc, file.Length);
}
