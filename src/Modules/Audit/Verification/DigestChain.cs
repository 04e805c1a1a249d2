using System.Globalization;
using System.Text;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Contracts;
using Monolith.Audit.Export;

namespace Monolith.Audit.Verification;

/// <summary>The digests of an export: one for each hour, each naming the one before it.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Checkpoints">The checkpoints that they hold, the oldest first.</param>
internal sealed record DigestChain(int Count, IReadOnlyList<Checkpoint> Checkpoints)
{
    /// <summary>Reads and verifies the digests and the segments that they list.</summary>
    /// <exception cref="TrailFaultException">One is missing, changed, or not signed.</exception>
    public static async Task<DigestChain> ReadAsync(
        IExportSource export,
        KeyChain keys,
        CancellationToken cancellationToken
    )
    {
        var checkpoints = new List<Checkpoint>();
        (DigestLink Link, DateTimeOffset Hour, long To)? before = null;
        foreach (var name in await export.ListAsync(ExportLayout.Digests, cancellationToken))
        {
            var content = (await export.FindAsync(name, cancellationToken))!;
            var (digest, note) = Digest.Parse(Encoding.UTF8.GetString(content));
            var hour = DateTimeOffset.Parse(digest.Hour, CultureInfo.InvariantCulture);
            var (from, to) = (Number(digest.From), Number(digest.To));
            if (!keys.HasSigned(note))
            {
                throw Fault(TrailFaultKind.Unsigned, from, $"The digest {name} is signed by none of the trail's keys.");
            }

            if (before is { } last)
            {
                if (hour != last.Hour.AddHours(1))
                {
                    throw Fault(
                        TrailFaultKind.DigestMissing,
                        last.To,
                        $"There is no digest between {last.Link.Name} and {name}."
                    );
                }

                if (digest.Previous != last.Link || from != last.To)
                {
                    throw Fault(TrailFaultKind.DigestChanged, from, $"The digest before {name} is another one.");
                }
            }
            else if (digest.Previous is not null || from != 0)
            {
                throw Fault(TrailFaultKind.DigestMissing, 0, $"The digests begin with {name}, which is not the first.");
            }

            await VerifySegmentsAsync(export, digest, from, cancellationToken);
            checkpoints.Add(Checkpoint.Parse(digest.Checkpoint));
            before = (new DigestLink(name, Digest.HashOf(content)), hour, to);
        }

        return new DigestChain(checkpoints.Count, checkpoints);
    }

    private static async Task VerifySegmentsAsync(
        IExportSource export,
        Digest digest,
        long from,
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

            from += Number(segment.Count);
        }
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static TrailFaultException Fault(TrailFaultKind kind, long seq, string detail) =>
        new(new TrailFault(kind, seq, detail));
}
