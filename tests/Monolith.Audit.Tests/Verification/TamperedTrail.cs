using System.Globalization;
using System.Text;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Contracts;
using Monolith.Audit.Export;
using Monolith.Audit.Merkle;
using Monolith.Audit.Reading;
using Monolith.Audit.Shipping;
using Monolith.Audit.Trail;

namespace Monolith.Audit.Tests.Verification;

/// <summary>A running trail of 300 entries, and an export of it hour by hour, for all kinds of tampering: files are changed in a copy of
/// the export, and rows in ClickHouse are as they were before each of them.</summary>
public sealed class TamperedTrail(EngineFixture engine) : IAsyncLifetime
{
    public const int Size = 300;

    // Up to where the trail goes in each hour. The third hour had no entries, and has a digest all the same; in the two after it
    // Monolith did not run.
    private static readonly (int Hour, int End)[] Hours = [(0, 10), (1, 20), (2, 20), (5, Size)];
    private readonly TemporaryFolder _export = new();
    private AuditHost? _host;

    /// <summary>The entries.</summary>
    internal IReadOnlyList<TrailLine> Lines { get; private set; } = [];

    /// <summary>What signs the trail: who forges with it has stolen the key.</summary>
    internal EcdsaSigner Signer { get; private set; } = EcdsaSigner.Make("not the trail's yet");

    private AuditHost Host => _host ?? throw new InvalidOperationException("The trail has not been written yet.");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _host = await AuditHost.StartAsync(engine, "audit_tampered");
        await Host.StoredAsync(0);
        var target = new FolderExport(_export.Path);
        WrittenDigest? written = null;
        var count = 0;
        foreach (var (hour, end) in Hours)
        {
            for (; count < end; count++)
            {
                await Host.Trail.AppendAsync(Some.Entry(count), default);
            }

            written = await Host.Service<TrailExporter>()
                .WriteHourAsync("default", Some.Noon.AddHours(hour), written, target, default);
        }

        Lines = await Host.Service<TrailReader>().ReadAsync("default", 0, Size, default).ToListAsync();
        Signer = await Host.Service<SigningKeys>().OpenAsync("default", last: null, default);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Signer.Dispose();
        await Host.DisposeAsync();
        _export.Dispose();
    }

    /// <summary>The export, to be tampered with.</summary>
    internal TamperedExport Copy()
    {
        var copy = new TamperedExport(this);
        foreach (var file in Directory.EnumerateFiles(_export.Path, "*", SearchOption.AllDirectories))
        {
            copy.Write(Path.GetRelativePath(_export.Path, file), File.ReadAllBytes(file));
        }

        return copy;
    }

    /// <summary>A checkpoint that was noted where nobody can change it.</summary>
    internal string Noted(int size) => File.ReadAllText(_export.File(ExportLayout.CheckpointOf(size)));

    /// <summary>The name of a digest of the export.</summary>
    internal static string Digest(int number) => ExportLayout.Digest(Some.Noon.AddHours(Hours[number].Hour));

    /// <summary>A checkpoint over other entries, signed with the trail's own key.</summary>
    internal string Forked(IReadOnlyList<TrailLine> lines)
    {
        var range = new CompactRange();
        foreach (var line in lines)
        {
            range.Append(line.Leaf());
        }

        return Signer.Sign(new Checkpoint(Signer.Key.Name, range.Size, range.Root()).Text).ToString();
    }

    /// <summary>Has ClickHouse hold other entries than were written, and none else.</summary>
    internal async Task WriteRowsAsync(IReadOnlyList<TrailLine> lines)
    {
        await Host.TamperAsync("TRUNCATE TABLE audit_entries");
        if (lines.Count > 0)
        {
            await Host.Service<TrailTable>().InsertAsync("default", lines, isNew: false, default);
        }
    }

    /// <summary>Has ClickHouse hold these tiles and none else.</summary>
    internal async Task WriteTilesAsync(IReadOnlyList<Tile> tiles)
    {
        await Host.TamperAsync("TRUNCATE TABLE audit_tiles");
        await Host.Service<TileTable>().InsertAsync("default", tiles, default);
    }

    /// <summary>Has ClickHouse hold what was written.</summary>
    internal async Task RestoreRowsAsync()
    {
        await WriteRowsAsync(Lines);
        await WriteTilesAsync([.. TilesOf(Lines).Values]);
    }

    /// <summary>What a stranger finds in an export of the rows as they are now.</summary>
    internal async Task<TrailVerdict> VerifyRowsAsync(params string[] checkpoints)
    {
        using var folder = new TemporaryFolder();
        var exporter = Host.Service<TrailExporter>();
        var checkpoint = await exporter.CoveringAsync("default", default);
        await exporter.WriteAllAsync("default", checkpoint, new FolderExport(folder.Path), default);
        return await VerifyAsync(folder.Path, checkpoints);
    }

    internal Task<TrailVerdict> VerifyAsync(string folder, string[] checkpoints) =>
        TrailVerifier.VerifyAsync(
            folder,
            new TrailTrust { Key = Signer.Key.ToString(), Checkpoints = checkpoints },
            default
        );

    internal static Dictionary<TileId, Tile> TilesOf(IReadOnlyList<TrailLine> lines)
    {
        var builder = new TileBuilder();
        foreach (var line in lines)
        {
            builder.Append(line.Leaf());
        }

        return builder.TakeChanged().ToDictionary(tile => tile.Id);
    }
}

/// <summary>A copy of the export in a folder of its own.</summary>
internal sealed class TamperedExport(TamperedTrail trail) : IDisposable
{
    // The segments of the export, by the place of the first entry of each.
    private static readonly int[] Segments = [0, 10, 20];
    private readonly TemporaryFolder _folder = new();

    /// <summary>Has the segments hold other lines than were written: each from its first place on, the last one whatever is left.</summary>
    public void WriteSegments(IReadOnlyList<TrailLine> lines)
    {
        foreach (var (number, first) in Segments.Index())
        {
            var end = number + 1 < Segments.Length ? Segments[number + 1] : int.MaxValue;
            Write(ExportLayout.Segment(first), [.. lines.Take(end).Skip(first).SelectMany(SegmentLine.Of)]);
        }
    }

    public void WriteTiles(IEnumerable<Tile> tiles)
    {
        foreach (var tile in tiles)
        {
            Write(ExportLayout.Tile(tile.Id, tile.Width), tile.Hashes.ToArray());
        }
    }

    public void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public void Write(string name, byte[] content)
    {
        var file = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }

    public string Read(string name) => File.ReadAllText(_folder.File(name));

    public void Remove(string name) => File.Delete(_folder.File(name));

    public Task<TrailVerdict> VerifyAsync(params string[] checkpoints) => trail.VerifyAsync(_folder.Path, checkpoints);

    public void Dispose() => _folder.Dispose();
}
