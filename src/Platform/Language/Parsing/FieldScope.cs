using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>Which fields there are at a place of a question: those of records and what was parsed out of them, or the columns
/// of a table.</summary>
internal sealed class FieldScope
{
    private readonly List<string> _made = [];

    // Whether all columns are known by name.
    private bool _isClosed;

    /// <summary>True once a stage has made a table of the records.</summary>
    public bool IsTable { get; private set; }

    /// <summary>The columns of the table, or what was parsed out of records.</summary>
    public IReadOnlyList<string> Made => _made;

    /// <summary>From here on there is a table of these columns.</summary>
    public void BecomeTable(IEnumerable<string> columns)
    {
        _made.Clear();
        _made.AddRange(columns);
        (IsTable, _isClosed) = (true, true);
    }

    /// <summary>From here on there is a table, whose columns are not all known here.</summary>
    public void BecomeOpenTable(IEnumerable<string> columns)
    {
        BecomeTable(columns);
        _isClosed = false;
    }

    /// <summary>From here on there are these fields too.</summary>
    public void Add(IEnumerable<string> fields) =>
        _made.AddRange(fields.Except(_made, StringComparer.Ordinal).ToList());

    /// <summary>The name under which the tree has a field; null when the table has no such column.</summary>
    /// <param name="written">As it was written.</param>
    /// <param name="isQuoted">In quotation marks it is no other name for a field, but an attribute of this very name.</param>
    public string? Resolve(string written, bool isQuoted)
    {
        if (IsMade(written))
        {
            return written;
        }

        var name = isQuoted ? LogFields.Quoted(written) : LogFields.Canonical(written);
        string[] spellings =
        [
            name,
            $"{written}()",
            written.EndsWith("()", StringComparison.Ordinal) ? written[..^2] : name,
        ];
        return spellings.FirstOrDefault(IsMade) ?? (_isClosed ? null : name);
    }

    /// <summary>True when it is plain that a field is meant, and not a word before a colon.</summary>
    public bool IsPlainlyField(string written) => IsTable || written.AsSpan().ContainsAny('.', '_') || IsKnown(written);

    /// <summary>A field or another name for one that is nearly this name, when this is none.</summary>
    public string? NearestTo(string written) =>
        IsKnown(written) ? null
        : IsTable
            ? Nearest.Of(
                written,
                [.. _made, .. LogFields.Aliases.Keys.Where(alias => IsMade(LogFields.Canonical(alias)))]
            )
        : Nearest.Of(written, [.. LogFields.All.Keys, .. LogFields.Aliases.Keys, .. _made]);

    private bool IsKnown(string written) =>
        IsMade(written) || (!IsTable && LogFields.All.ContainsKey(LogFields.Canonical(written)));

    private bool IsMade(string name) => _made.Contains(name, StringComparer.Ordinal);
}
