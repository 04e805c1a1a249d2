using System.Globalization;
using System.Text.Json;
using Monolith.Audit.Contracts;
using Monolith.Audit.Export;
using Monolith.Audit.Keeping;

namespace Monolith.Audit.Verification;

/// <summary>Which entries of an export have no text, and what the trail says of that. Each entry that says so is of all entries before
/// a place, so that the newest is enough: older ones may have lost their own texts by then.</summary>
internal sealed class RemovedTexts
{
    // Entries are written with their names in order, so that this is how each of the action begins; what other systems tell has
    // actions that begin with another word.
    private static readonly byte[] Beginning =
    [
        .. "{\"action\":\""u8,
        .. System.Text.Encoding.UTF8.GetBytes(TextRemover.Action),
        (byte)'"',
    ];

    private readonly List<(long Begin, long End)> _without = [];
    private TrailRemoval? _told;

    /// <summary>The first entry without a text of which the trail does not say that it has none.</summary>
    public long? FirstUntold
    {
        get
        {
            var told = _told?.Before ?? 0;
            foreach (var (begin, end) in _without)
            {
                if (end > told)
                {
                    return Math.Max(begin, told);
                }
            }

            return null;
        }
    }

    /// <summary>What the trail says of those without a text; null when all have theirs.</summary>
    public TrailRemoval? Removal =>
        _without.Count > 0 ? _told! with { Count = _without.Sum(run => run.End - run.Begin) } : null;

    /// <summary>Takes the next line.</summary>
    public void Take(SegmentLine line)
    {
        if (line.Leaf is not null)
        {
            var isNext = _without.Count > 0 && _without[^1].End == line.Seq;
            var begin = isNext ? _without[^1].Begin : line.Seq;
            if (isNext)
            {
                _without.RemoveAt(_without.Count - 1);
            }

            _without.Add((begin, line.Seq + 1));
        }
        else if (line.Entry.Span.StartsWith(Beginning))
        {
            _told = Read(line) ?? _told;
        }
    }

    /// <summary>What an entry says; null when it says nothing, or of entries that came after it: the trail never wrote it so.</summary>
    private static TrailRemoval? Read(SegmentLine line)
    {
        try
        {
            var entry = JsonSerializer.Deserialize<Said>(line.Entry.Span, JsonSerializerOptions.Web);
            return
                long.TryParse(entry?.Details?.Before, NumberStyles.None, CultureInfo.InvariantCulture, out var before)
                && before <= line.Seq
                ? new TrailRemoval(0, before, entry!.Time ?? "", line.Seq)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Said(SaidDetails? Details, string? Time);

    private sealed record SaidDetails(string? Before);
}
