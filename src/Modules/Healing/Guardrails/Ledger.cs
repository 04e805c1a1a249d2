using Monolith.Platform.Documents;

namespace Monolith.Healing.Guardrails;

/// <summary>
/// The book of what healing did, of all tenants, for as long as a cool-down or a budget may ask. A deed is entered before it is
/// done, in one commit with the verdict that allows it: two runs that ask at the same moment cannot both have the last place.
/// </summary>
/// <param name="Deeds">In the order in which they were entered.</param>
internal sealed record Ledger(IReadOnlyList<Deed> Deeds)
{
    private const string Kind = "healing-ledger";
    private const string Id = "all";

    // Longer than any cool-down. With the most runs an hour that settings allow, the document stays within its bound.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(12);

    /// <summary>The book as it is, and the state that says so.</summary>
    public static async Task<(Ledger Ledger, string? ETag)> ReadAsync(
        IDocumentStore documents,
        CancellationToken cancellationToken
    ) =>
        await documents.GetAsync<Ledger>(Kind, Id, cancellationToken) is { } document
            ? (document.Value, document.ETag)
            : (new Ledger([]), null);

    /// <summary>Writes the book. A conflict when it is not as it was read.</summary>
    public DocumentChanges Save(DocumentChanges changes, string? read) =>
        read is null ? changes.Add(Kind, Id, this) : changes.Replace(Kind, Id, this, read);

    /// <summary>With a deed that begins, and without those that nobody asks for any more.</summary>
    public Ledger With(Deed deed) =>
        new([.. Deeds.Where(d => d.RunId != deed.RunId && (d.EndedAt is null || deed.At - d.At < Kept)), deed]);

    /// <summary>With the end of a run's deed. A clock that was set back meanwhile does not have it end before it began.</summary>
    public Ledger WithEnd(string runId, DateTimeOffset now) =>
        new([.. Deeds.Select(d => d.RunId == runId ? d with { EndedAt = d.EndedAt ?? (now > d.At ? now : d.At) } : d)]);
}
