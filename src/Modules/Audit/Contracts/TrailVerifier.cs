using System.Text.Json;

namespace Monolith.Audit.Contracts;

/// <summary>Goes along a trail and says whether it is whole. Trusts nothing but the bytes that it is given and needs no
/// server. Not thread-safe.</summary>
/// <param name="head">Where the trail says that it ends.</param>
/// <param name="checkpoint">A head of this trail that was noted earlier, elsewhere; null when there is none.</param>
public sealed class TrailVerifier(TrailHead head, TrailHead? checkpoint = null)
{
    private string _link = AuditChain.Start(head.Tenant);
    private long _next;

    /// <summary>What is wrong first; null as long as nothing is.</summary>
    public TrailFault? Fault { get; private set; }

    /// <summary>How many entries were found to be right.</summary>
    public long Verified => _next;

    /// <summary>Takes the next entry of the trail.</summary>
    /// <returns>False once something is wrong: what follows proves nothing.</returns>
    public bool Take(TrailLine line)
    {
        Fault ??= FaultOf(line);
        if (Fault is not null)
        {
            return false;
        }

        _link = line.Link;
        _next++;
        Fault = CheckpointFault();
        return Fault is null;
    }

    /// <summary>Says that there are no more entries.</summary>
    public void End()
    {
        if (Fault is null && _next < head.Size)
        {
            Fault = new(TrailFaultKind.Missing, _next, $"The trail has {head.Size} entries; it ends after {_next}.");
        }
        else if (Fault is null && _link != head.Link)
        {
            Fault = new(TrailFaultKind.Changed, _next, "The head of the trail is not the link of its last entry.");
        }
        else if (Fault is null && checkpoint is not null && checkpoint.Size > _next)
        {
            Fault = new(
                TrailFaultKind.Missing,
                _next,
                $"The trail had {checkpoint.Size} entries at the checkpoint; it has {_next} now."
            );
        }
    }

    private TrailFault? FaultOf(TrailLine line)
    {
        if (line.Seq < _next || line.Seq >= head.Size)
        {
            return new(TrailFaultKind.Inserted, line.Seq, $"There is one entry too many with the place {line.Seq}.");
        }

        if (line.Seq > _next)
        {
            return new(TrailFaultKind.Missing, _next, $"Entry {_next} is missing; {line.Seq} follows.");
        }

        if (AuditChain.Next(_link, line.Entry) != line.Link)
        {
            return new(TrailFaultKind.Changed, line.Seq, "The entry does not fit the link that was made for it.");
        }

        return FiledTime(line.Entry) == line.Time
            ? null
            : new(TrailFaultKind.Changed, line.Seq, "The entry is filed under another time than its own.");
    }

    private TrailFault? CheckpointFault() =>
        checkpoint?.Size == _next && checkpoint.Link != _link
            ? new(TrailFaultKind.Rewritten, _next - 1, "The trail was rewritten at or before the checkpoint.")
            : null;

    private static DateTimeOffset? FiledTime(string entry)
    {
        try
        {
            using var json = JsonDocument.Parse(entry);
            return json.RootElement.GetProperty("time").GetDateTimeOffset();
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null; // no entry of ours, whatever its link says
        }
    }
}

/// <summary>What is wrong with a trail.</summary>
/// <param name="Kind">What was done to it.</param>
/// <param name="Seq">The first entry that is not as it was.</param>
/// <param name="Detail">The same in words.</param>
public sealed record TrailFault(TrailFaultKind Kind, long Seq, string Detail);

/// <summary>What was done to a trail.</summary>
public enum TrailFaultKind
{
    /// <summary>An entry, its link or its time was changed.</summary>
    Changed,

    /// <summary>Entries were removed.</summary>
    Missing,

    /// <summary>Entries were added that the trail does not have.</summary>
    Inserted,

    /// <summary>The chain is right in itself, but is not the one of the checkpoint.</summary>
    Rewritten,
}
