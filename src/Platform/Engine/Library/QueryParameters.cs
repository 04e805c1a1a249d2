namespace Monolith.Platform.Engine.Library;

/// <summary>Values for the <c>{name:Type}</c> placeholders of a statement, TSV-escaped as <c>param_name</c> of the HTTP interface is.</summary>
internal sealed class QueryParameters(IReadOnlyDictionary<string, string> parameters)
{
    /// <summary>None.</summary>
    public static QueryParameters Empty { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    public NativeStrings Names { get; } = new([.. parameters.Keys]);

    public NativeStrings Values { get; } = new([.. parameters.Values]);
}
