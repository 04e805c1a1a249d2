using Monolith.Explore.Sql.Fields;
using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Sql;

/// <summary>The fields that a condition can be about: those of records, or the columns that an earlier stage made.</summary>
internal interface IFieldScope
{
    /// <summary>A field by its name.</summary>
    FieldSql Field(LogField field);
}
