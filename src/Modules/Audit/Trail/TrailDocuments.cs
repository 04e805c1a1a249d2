using Monolith.Audit.Contracts;

namespace Monolith.Audit.Trail;

/// <summary>What the document store holds of a trail: its head, entries that ClickHouse does not have yet, and the ids of entries
/// that were appended lately.</summary>
internal static class TrailDocuments
{
    /// <summary>The kind of <see cref="TrailHead"/>; its id is the tenant.</summary>
    public const string Heads = "audit-tree";

    /// <summary>The kind of <see cref="WaitingEntries"/>.</summary>
    public const string Waiting = "audit-queue";

    /// <summary>The kind of <see cref="ShippedEntries"/>; its id is the tenant.</summary>
    public const string Shipped = "audit-shipped";

    /// <summary>The kind of the ids of entries that were appended lately.</summary>
    public const string Known = "audit-known";

    /// <summary>How long an entry that is told again is known. Events are delivered, and steps of workflows repeated, within
    /// this time.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromDays(7);

    /// <summary>The id of waiting entries.</summary>
    /// <param name="tenant">Whose trail.</param>
    /// <param name="first">The place of the first of them.</param>
    public static string WaitingId(string tenant, long first) => $"{tenant}@{first:D19}";

    /// <summary>The id of the note that an entry is known.</summary>
    public static string KnownId(AuditEntry entry) => $"{entry.Tenant}@{entry.Id}";
}

/// <summary>Entries that have their places and wait for ClickHouse. Those after them are in the document that is named after the
/// place that follows.</summary>
/// <param name="Lines">The entries, in order. Never none.</param>
internal sealed record WaitingEntries(IReadOnlyList<TrailLine> Lines);

/// <summary>How far a trail has come into ClickHouse.</summary>
/// <param name="Size">All entries before this place were seen there, and wait no more.</param>
internal sealed record ShippedEntries(long Size);

/// <summary>Says that an entry was appended.</summary>
/// <param name="Seq">Its place.</param>
internal sealed record KnownEntry(long Seq);
