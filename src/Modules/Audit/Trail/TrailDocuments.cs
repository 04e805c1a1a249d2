using Monolith.Audit.Contracts;

namespace Monolith.Audit.Trail;

/// <summary>What the document store holds of a trail: its head, entries that ClickHouse does not have yet, and the ids of entries
/// that were appended lately.</summary>
internal static class TrailDocuments
{
    /// <summary>The kind of <see cref="TrailHead"/>; its id is the tenant.</summary>
    public const string Heads = "audit-head";

    /// <summary>The kind of <see cref="WaitingEntry"/>.</summary>
    public const string Waiting = "audit-waiting";

    /// <summary>The kind of the ids of entries that were appended lately.</summary>
    public const string Known = "audit-known";

    /// <summary>How long an entry that is told again is known. Events are delivered, and steps of workflows repeated, within
    /// this time.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromDays(7);

    /// <summary>The id of a waiting entry.</summary>
    public static string WaitingId(string tenant, long seq) => $"{tenant}@{seq:D19}";

    /// <summary>The id of the note that an entry is known.</summary>
    public static string KnownId(AuditEntry entry) => $"{entry.Tenant}@{entry.Id}";
}

/// <summary>An entry that has its place in the chain and waits for ClickHouse.</summary>
/// <param name="Tenant">Whose trail.</param>
/// <param name="Line">The entry with its place.</param>
internal sealed record WaitingEntry(string Tenant, TrailLine Line);

/// <summary>Says that an entry was appended.</summary>
/// <param name="Seq">Its place.</param>
internal sealed record KnownEntry(long Seq);
