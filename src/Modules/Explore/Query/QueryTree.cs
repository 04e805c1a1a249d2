using System.Text.Json;
using System.Text.Json.Nodes;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Query;

/// <summary>A question's tree as JSON: each node with what it is, and its parts.</summary>
internal static class QueryTree
{
    /// <summary>The whole question.</summary>
    public static JsonObject Of(LogQuery query)
    {
        var tree = new JsonObject { ["filter"] = Of(query.Filter) };
        if (query.Time is { } time)
        {
            tree["time"] = new JsonObject { ["from"] = time.From?.ToString(), ["to"] = time.To.ToString() };
        }

        tree["stages"] = List(query.Stages.Select(Of));
        return tree;
    }

    private static JsonObject Of(LogCondition condition) =>
        condition switch
        {
            LogCondition.Everything => Node("everything"),
            LogCondition.All all => Node("all", ("parts", List(all.Parts.Select(Of)))),
            LogCondition.Any any => Node("any", ("parts", List(any.Parts.Select(Of)))),
            LogCondition.Not not => Node("not", ("part", Of(not.Part))),
            LogCondition.Words words => Node("words", ("words", List(words.Term.Words))),
            LogCondition.WordLike word => Node("word_like", ("pattern", word.Pattern)),
            LogCondition.Equal equal => Node("equal", ("field", equal.Field.Name), ("value", equal.Value)),
            LogCondition.Like like => Node("like", ("field", like.Field.Name), ("pattern", like.Pattern)),
            LogCondition.Matches matches => Node("matches", ("field", matches.Field.Name), ("regex", matches.Regex)),
            LogCondition.Exists exists => Node("exists", ("field", exists.Field.Name)),
            LogCondition.Within within => Node(
                "within",
                ("field", within.Field.Name),
                ("low", Of(within.Low)),
                ("high", Of(within.High))
            ),
            LogCondition.During during => Node("during", ("from", Text(during.From)), ("to", Text(during.To))),
            _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, null),
        };

    private static JsonObject Of(LogStage stage) =>
        stage switch
        {
            LogStage.Where where => Node("where", ("condition", Of(where.Condition))),
            LogStage.Stats stats => Node(
                "stats",
                ("aggregates", List(stats.Aggregates.Select(Of))),
                ("by", List(stats.By.Select(Of)))
            ),
            LogStage.Top top => Node("top", ("count", top.Count), ("field", top.Field.Name)),
            LogStage.TimeSeries series => Node(
                "timeseries",
                ("aggregates", List(series.Aggregates.Select(Of))),
                ("by", series.By?.Name),
                ("every_ns", series.EveryNanos)
            ),
            LogStage.Uniq uniq => Node("uniq", ("fields", List(uniq.Names.Select(name => name.Name)))),
            LogStage.Sort sort => Node(
                "sort",
                (
                    "keys",
                    List(
                        sort.Keys.Select(key => new JsonObject
                        {
                            ["field"] = key.Field.Name,
                            ["descending"] = key.IsDescending,
                        })
                    )
                )
            ),
            LogStage.Limit limit => Node("limit", ("count", limit.Count)),
            LogStage.Keep keep => Node("fields", ("fields", List(keep.Names.Select(name => name.Name)))),
            LogStage.Parse parse => Node(
                "parse",
                ("field", parse.Source.Name),
                ("regex", parse.Regex),
                ("names", List(parse.Names))
            ),
            LogStage.Patterns => Node("patterns"),
            _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, null),
        };

    private static JsonObject Of(LogAggregate aggregate) =>
        new()
        {
            ["function"] = JsonNamingPolicy.SnakeCaseLower.ConvertName($"{aggregate.Function}"),
            ["field"] = aggregate.Field?.Name,
            ["quantile"] = aggregate.Function == LogFunction.Quantile ? aggregate.Quantile : null,
            ["name"] = aggregate.Name,
        };

    private static JsonObject Of(LogGroup group) =>
        new()
        {
            ["field"] = group.Field.Name,
            ["width"] = group.Width,
            ["name"] = group.Name,
        };

    private static JsonObject? Of(LogBound? bound) =>
        bound is not { } end ? null : new JsonObject { ["value"] = end.Value, ["included"] = end.IsIncluded };

    private static JsonNode? Text(LogTime? time) => time?.ToString();

    private static JsonArray List(IEnumerable<JsonObject> items) => [.. items];

    private static JsonArray List(IEnumerable<string> items) => [.. items.Select(item => JsonValue.Create(item))];

    private static JsonObject Node(string type, params (string Name, JsonNode? Value)[] parts)
    {
        var node = new JsonObject { ["type"] = type };
        foreach (var (name, value) in parts.Where(part => part.Value is not null))
        {
            node[name] = value;
        }

        return node;
    }
}
