using Monolith.Explore.Sql;
using Monolith.Explore.Sql.Fields;
using Monolith.Platform.Language.Parsing;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Problems;

namespace Monolith.Explore.Query;

/// <summary>The fields at one stage of a question: those of records and what was taken out of their text, or the columns that
/// an earlier stage made.</summary>
internal sealed class StageFields(RecordFields? records) : IFieldScope
{
    private readonly List<(string Name, FieldSql Field)> _made = [];

    /// <summary>The columns of the table; of records, what was taken out of their text.</summary>
    public IReadOnlyList<(string Name, FieldSql Field)> Made => _made;

    /// <summary>True when the rows are records.</summary>
    public bool AreRecords => records is not null;

    /// <summary>Adds a field, in the place of another one of its name.</summary>
    public void Add(string name, FieldSql field)
    {
        _made.RemoveAll(made => made.Name.Equals(name, StringComparison.Ordinal));
        _made.Add((name, field));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidQueryException">The table has no such column.</exception>
    public FieldSql Field(LogField field)
    {
        var made = _made.Find(made => made.Name.Equals(field.Name, StringComparison.Ordinal)).Field;
        return made ?? records?.Field(field) ?? throw new InvalidQueryException(Unknown(field));
    }

    private Diagnostic Unknown(LogField field)
    {
        var names = _made.Select(made => made.Name).ToList();
        return new Diagnostic(
            field.Span,
            $"There is no column {field.Name} here, but there are: {string.Join(", ", names)}.",
            names,
            Suggestion: null
        );
    }
}
