using Monolith.Platform.Problems;

namespace Monolith.Platform.Documents;

/// <summary>A document is not as a change supposed: it was changed, removed or added meanwhile. Nothing of the commit was
/// done. Read it again and decide anew. To a caller over HTTP it is <c>/problems/changed-meanwhile</c>.</summary>
public sealed class DocumentConflictException(string kind, string id)
    : ProblemException(
        409,
        "changed-meanwhile",
        "Somebody else was quicker.",
        $"'{id}' ({kind}) was changed, added or removed meanwhile. Read it again and repeat the change if it still makes sense."
    )
{
    /// <summary>The document's kind.</summary>
    public string Kind { get; } = kind;

    /// <summary>The document's id.</summary>
    public string Id { get; } = id;
}
