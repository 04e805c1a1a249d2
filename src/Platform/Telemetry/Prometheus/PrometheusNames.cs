namespace Monolith.Platform.Telemetry.Prometheus;

/// <summary>What OpenTelemetry's names are called in Prometheus, as OpenTelemetry's compatibility specification says.</summary>
internal static class PrometheusNames
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["By"] = "bytes",
        ["1"] = "ratio",
        ["%"] = "percent",
    };

    /// <summary>The name of a metric: <c>monolith.ingest.body.size</c> in <c>By</c> is <c>monolith_ingest_body_size_bytes</c>.</summary>
    public static string Metric(string name, string? unit, bool isCounter)
    {
        var metric = Sanitized(name, ':');

        // A unit in braces is a word for people: {record}.
        if (!string.IsNullOrEmpty(unit) && !unit.StartsWith('{') && !(isCounter && unit == "1"))
        {
            metric = WithSuffix(metric, Units.GetValueOrDefault(unit) ?? Sanitized(unit, '_'));
        }

        return isCounter ? WithSuffix(metric, "total") : metric;
    }

    /// <summary>The name of a label.</summary>
    public static string Label(string name) => Sanitized(name, '_');

    private static string WithSuffix(string name, string suffix) =>
        name.EndsWith($"_{suffix}", StringComparison.Ordinal) ? name : $"{name}_{suffix}";

    private static string Sanitized(string name, char alsoAllowed)
    {
        var text = string.Create(
            name.Length,
            (name, alsoAllowed),
            static (target, source) =>
            {
                for (var i = 0; i < target.Length; i++)
                {
                    var c = source.name[i];
                    target[i] = char.IsAsciiLetterOrDigit(c) || c == source.alsoAllowed ? c : '_';
                }
            }
        );
        return char.IsAsciiDigit(text[0]) ? $"_{text}" : text;
    }
}
