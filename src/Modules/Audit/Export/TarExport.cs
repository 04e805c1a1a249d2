using System.Formats.Tar;

namespace Monolith.Audit.Export;

/// <summary>An export as a tar archive, written from its beginning to its end.</summary>
internal sealed class TarExport(Stream output, TimeProvider clock) : IExportTarget, IAsyncDisposable
{
    private readonly TarWriter _archive = new(output, TarEntryFormat.Pax, leaveOpen: true);

    /// <inheritdoc/>
    public async Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var data = new MemoryStream(content.ToArray(), writable: false);
        var entry = new PaxTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = data,
            ModificationTime = clock.GetUtcNow(),
        };
        await _archive.WriteEntryAsync(entry, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _archive.DisposeAsync();
}
