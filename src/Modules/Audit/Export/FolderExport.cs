using Monolith.Platform.Files;

namespace Monolith.Audit.Export;

/// <summary>An export in a folder.</summary>
internal sealed class FolderExport(string folder) : IExportTarget, IExportSource
{
    /// <inheritdoc/>
    public Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        DurableFiles.Replace(path, content.Span);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, prefix);
        IReadOnlyList<string> names = Directory.Exists(path)
            ?
            [
                .. Directory
                    .EnumerateFiles(path, "*", SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
                    .Order(StringComparer.Ordinal),
            ]
            : [];
        return Task.FromResult(names);
    }

    /// <inheritdoc/>
    public async Task<byte[]?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellationToken) : null;
    }
}
