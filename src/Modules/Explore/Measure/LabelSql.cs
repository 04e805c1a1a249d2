using Monolith.Explore.Sql;
using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Measure;

/// <summary>What records are grouped by, as SQL: always text, empty when a record does not have it.</summary>
internal static class LabelSql
{
    /// <summary>The body of a record without what changes from one to the next.</summary>
    public const string Pattern = "pattern";

    private const int PatternLength = 200;
    private const string Service = "service";
    private const string StatusClass = "http.status_class";
    private const string Model = "model";
    private const string Database = "db.system.name";

    // Newer names first. The conventions for generative AI name the model that answered and the one that was asked for;
    // services of one's own often write a version only.
    private static readonly string[] ModelAttributes =
    [
        "gen_ai.response.model",
        "gen_ai.request.model",
        "model",
        "model_name",
        "model_version",
    ];

    private static readonly string[] DatabaseAttributes = ["db.system.name", "db.system"];

    /// <summary>The pattern of a body: ids, numbers and hexadecimal text become <c>&lt;*&gt;</c>.</summary>
    /// <remarks>A run of hexadecimal digits is taken for an id when it has a decimal digit, which few words have.</remarks>
    public static string PatternOfBody { get; } =
        "leftUTF8(replaceRegexpAll(replaceRegexpAll(leftUTF8(body, 1000), "
        + "'[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}', '<*>'), "
        + $"'(0x)?[0-9a-fA-F]*[0-9][0-9a-fA-F]*([.,:][0-9a-fA-F]*[0-9][0-9a-fA-F]*)*', '<*>'), {PatternLength})";

    /// <summary>Whether a source has a label.</summary>
    public static bool IsKnownTo(string name, MeasureSource source) =>
        source switch
        {
            MeasureSource.Records => true,
            MeasureSource.Counts => IsService(name),
            MeasureSource.Requests => IsService(name) || name is StatusClass or "http.route",
            _ => throw new ArgumentOutOfRangeException(nameof(source), source, null),
        };

    /// <summary>The label of a row.</summary>
    /// <param name="sql">The question, which takes the names of attributes as values.</param>
    /// <param name="name">What it is called in a question.</param>
    /// <param name="source">What is asked.</param>
    public static string Of(TenantSql sql, string name, MeasureSource source) =>
        name switch
        {
            _ when IsService(name) => "toString(service)",
            StatusClass when source == MeasureSource.Requests => "concat(toString(status_class), 'xx')",
            StatusClass => "if(http_status > 0, concat(toString(intDiv(http_status, 100)), 'xx'), '')",
            Pattern => PatternOfBody,
            Model => FirstOf(sql, ModelAttributes),
            Database => FirstOf(sql, DatabaseAttributes),
            _ => OfAttribute(sql, name),
        };

    private static string OfAttribute(TenantSql sql, string name) =>
        new RecordFields(sql.Values).Field(new LogField(LogFields.Canonical(name))).Text;

    private static string FirstOf(TenantSql sql, IEnumerable<string> names)
    {
        // A name stands in the SQL twice, as one value.
        var places = names
            .Select(name => sql.Value(name))
            .SelectMany(value =>
                new[] { $"nullIf(attributes[{value}], '')", $"nullIf(toString(resource[{value}]), '')" }
            );
        return $"coalesce({string.Join(", ", places)}, '')";
    }

    private static bool IsService(string name) => name is Service or "service.name";
}
