using System.Globalization;
using System.Text;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Contracts;
using Monolith.Audit.Export;

namespace Monolith.Audit.Verification;

/// <summary>The digests of an export: one for each hour, each naming the one before it.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Checkpoints">The checkpoints that they hold, the oldest first.</param>
/// <param name="Segments">The segments that they list, by name, each with the place of its first entry.</param>
internal sealed record DigestChain(
    int Count,
    IReadOnlyList<Checkpoint> Checkpoints,
    IReadOnlyDictionary<string, (long First, string Sha256)> Segments
)
{
    private TrailFault? _missing;

    /// <summary>The digests that are not there. A checkpoint is written with its digest: where that is missing, nothing tells which
    /// segments belong to it.</summary>
    /// <param name="newest">The checkpoint of the export.</param>
    public TrailFault? MissingOf(Checkpoint newest) =>
        _missing is not null ? _missing
        : Checkpoints is [.., { } last] && last.Size < newest.Size
            ? Missing(last.Size, $"The digests end after {last.Size} entries; the checkpoint covers {newest.Size}.")
        : null;

    /// <summary>What is wrong with a segment as a file: that it is another one than its digest says; null when nothing is.</summary>
    public TrailFault? FaultOf(string name, ReadOnlySpan<byte> content) =>
        Segments.TryGetValue(name, out var listed) && listed.Sha256 != Digest.HashOf(content)
            ? new(TrailFaultKind.DigestChanged, listed.First, $"The segment {name} is not the one of its digest.")
            : null;

    /// <summary>Reads and verifies the digests and the segments that they list.</summary>
    /// <exception cref="TrailFaultException">One is changed or not signed, or a segment is missing.</exception>
    public static async Task<DigestChain> ReadAsync(
        IExportSource export,
        KeyChain keys,
        CancellationToken cancellationToken
    )
    {
        var checkpoints = new List<Checkpoint>();
        var segments = new Dictionary<string, (long, string)>(StringComparer.Ordinal);
        (DigestLink Link, long To)? before = null;
        TrailFault? missing = null;
        foreach (var name in await export.ListAsync(ExportLayout.Digests, cancellationToken))
        {
            var content = (await export.FindAsync(name, cancellationToken))!;
            var (digest, note) = Digest.Parse(Encoding.UTF8.GetString(content));
            var (from, to) = (Number(digest.From), Number(digest.To));
            if (!keys.HasSigned(note))
            {
                throw Fault(TrailFaultKind.Unsigned, from, $"The digest {name} is signed by none of the trail's keys.");
            }

            if (before is { } last)
            {
                // What counts is whom it names: in an hour in which Monolith did not run none was written.
                if (string.CompareOrdinal(digest.Previous?.Name, last.Link.Name) > 0)
                {
                    missing ??= Missing(last.To, $"There is no digest between {last.Link.Name} and {name}.");
                }
                else if (digest.Previous != last.Link || from != last.To)
                {
                    throw Fault(TrailFaultKind.DigestChanged, from, $"The digest before {name} is another one.");
                }
            }
            else if (digest.Previous is not null || from != 0)
            {
                missing = Missing(0, $"The digests begin with {name}, which is not the first.");
            }

            await ListSegmentsAsync(export, digest, from, segments, cancellationToken);
            checkpoints.Add(Checkpoint.Parse(digest.Checkpoint));
            before = (new DigestLink(name, Digest.HashOf(content)), to);
        }

        return new DigestChain(checkpoints.Count, checkpoints, segments) { _missing = missing };
    }

    private static async Task ListSegmentsAsync(
        IExportSource export,
        Digest digest,
        long from,
        Dictionary<string, (long, string)> segments,
        CancellationToken cancellationToken
    )
    {
        foreach (var segment in digest.Segments)
        {
            // A segment that is there and was changed is told by its entries, which say which one.
            if (await export.FindAsync(segment.Name, cancellationToken) is null)
            {
                throw Fault(TrailFaultKind.Missing, from, $"The segment {segment.Name} is missing.");
            }

            segments[segment.Name] = (from, segment.Sha256);
            from += Number(segment.Count);
        }
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static TrailFault Missing(long seq, string detail) => new(TrailFaultKind.DigestMissing, seq, detail);

    private static TrailFaultException Fault(TrailFaultKind kind, long seq, string detail) =>
        new(new TrailFault(kind, seq, detail));
}
