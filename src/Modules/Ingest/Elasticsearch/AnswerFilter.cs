using System.IO.Enumeration;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>The parts of the answer to a bulk request.</summary>
[Flags]
internal enum AnswerFields
{
    None = 0,
    Took = 1 << 0,
    Errors = 1 << 1,
    Index = 1 << 2,
    Id = 1 << 3,
    Version = 1 << 4,
    Result = 1 << 5,
    Shards = 1 << 6,
    SequenceNumber = 1 << 7,
    PrimaryTerm = 1 << 8,
    Status = 1 << 9,
    ErrorType = 1 << 10,
    ErrorReason = 1 << 11,
    ErrorCause = 1 << 12,

    Error = ErrorType | ErrorReason | ErrorCause,
    OfSuccess = Index | Id | Version | Result | Shards | SequenceNumber | PrimaryTerm | Status,
    OfError = Index | Id | Status | Error,
    All = Took | Errors | OfSuccess | Error,
}

/// <summary>Asks about <see cref="AnswerFields"/>.</summary>
internal static class AnswerFieldsExtensions
{
    /// <summary>Whether one of the parts is among them.</summary>
    public static bool Has(this AnswerFields fields, AnswerFields parts) => (fields & parts) != AnswerFields.None;
}

/// <summary>
/// What a client wants to be told, as it says in <c>filter_path</c>: patterns of names joined by dots, in which <c>*</c>
/// stands for any characters and <c>**</c> for any names; one that begins with a dash leaves out what it fits.
/// </summary>
internal sealed class AnswerFilter
{
    // Longer ones fit nothing in an answer to a bulk request.
    private const int MaxNames = 8;

    private static readonly (AnswerFields Field, string[] Path)[] TopFields =
    [
        (AnswerFields.Took, ["took"]),
        (AnswerFields.Errors, ["errors"]),
    ];

    private static readonly (AnswerFields Field, string[] Path)[] ItemFields =
    [
        (AnswerFields.Index, ["_index"]),
        (AnswerFields.Id, ["_id"]),
        (AnswerFields.Version, ["_version"]),
        (AnswerFields.Result, ["result"]),
        (AnswerFields.Shards, ["_shards"]),
        (AnswerFields.SequenceNumber, ["_seq_no"]),
        (AnswerFields.PrimaryTerm, ["_primary_term"]),
        (AnswerFields.Status, ["status"]),
        (AnswerFields.ErrorType, ["error", "type"]),
        (AnswerFields.ErrorReason, ["error", "reason"]),
        (AnswerFields.ErrorCause, ["error", "caused_by"]),
    ];

    private static readonly AnswerFilter Everything = new([
        AnswerFields.All,
        .. Enumerable.Repeat(AnswerFields.All, 4),
    ]);

    private readonly AnswerFields[] _fields;

    private AnswerFilter(AnswerFields[] fields) => _fields = fields;

    /// <summary>The parts that belong to no item.</summary>
    public AnswerFields Top => _fields[0];

    /// <summary>The parts of an item.</summary>
    public AnswerFields Of(BulkOperation operation) => _fields[1 + (int)operation];

    /// <summary>The filter of a request.</summary>
    /// <param name="filterPath">The patterns, separated by commas; nothing for no filter.</param>
    public static AnswerFilter Parse(string? filterPath)
    {
        if (string.IsNullOrWhiteSpace(filterPath))
        {
            return Everything;
        }

        var patterns = filterPath
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .ToLookup(pattern => pattern.StartsWith('-'), pattern => pattern.TrimStart('-').Split('.'));
        var wanted = patterns[false].Where(names => names.Length <= MaxNames).ToArray();
        var unwanted = patterns[true].Where(names => names.Length <= MaxNames).ToArray();
        var isListed = patterns[false].Any();
        return new AnswerFilter([
            Select(TopFields, []),
            .. Enum.GetValues<BulkOperation>().Select(o => Select(ItemFields, ["items", BulkWords.Of(o)])),
        ]);

        AnswerFields Select((AnswerFields Field, string[] Path)[] fields, string[] place) =>
            fields
                .Where(f => !isListed || wanted.Any(names => Fits(names, [.. place, .. f.Path])))
                .Where(f => !unwanted.Any(names => Fits(names, [.. place, .. f.Path])))
                .Aggregate(AnswerFields.None, (all, f) => all | f.Field);
    }

    /// <summary>Whether a pattern fits a path or something that the path lies in.</summary>
    private static bool Fits(ReadOnlySpan<string> names, ReadOnlySpan<string> path) =>
        names.IsEmpty
        || (
            names[0] == "**"
                ? Fits(names[1..], path) || (!path.IsEmpty && Fits(names, path[1..]))
                : !path.IsEmpty
                    && FileSystemName.MatchesSimpleExpression(names[0], path[0], ignoreCase: false)
                    && Fits(names[1..], path[1..])
        );
}
