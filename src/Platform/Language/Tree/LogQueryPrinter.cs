using System.Text;
using Monolith.Platform.Language.Parsing;

namespace Monolith.Platform.Language.Tree;

/// <summary>Writes questions as text: for each meaning one, in which all fields have their own names.</summary>
public static class LogQueryPrinter
{
    /// <summary>A whole question. Of one that asks for everything, an empty text.</summary>
    public static string Print(LogQuery query)
    {
        var filter = query.Filter is LogCondition.Everything ? "" : Print(query.Filter);
        var records = string.Join(' ', new[] { filter, Print(query.Time) }.Where(part => part.Length > 0));
        var stages = string.Join(" | ", query.Stages.Select(Print));
        return stages.Length == 0 ? records
            : records.Length == 0 ? $"* | {stages}"
            : $"{records} | {stages}";
    }

    /// <summary>Conditions alone.</summary>
    public static string Print(LogCondition condition) =>
        condition switch
        {
            LogCondition.Everything => "*",
            LogCondition.All all => string.Join(' ', all.Parts.Select(Operand)),
            LogCondition.Any any => string.Join(" OR ", any.Parts.Select(Alternative)),
            LogCondition.Not not => $"NOT {Operand(not.Part)}",
            LogCondition.Words words => Words(words.Term),
            LogCondition.WordLike word => Bare(word.Pattern),
            LogCondition.Equal equal => $"{Field(equal.Field)}{SignOf(equal.Field)}{Text(equal.Value)}",
            LogCondition.Like like => $"{Field(like.Field)}{SignOf(like.Field)}{Bare(Glob.Normalize(like.Pattern))}",
            LogCondition.Matches { Field.Name: LogFields.Body } matches => Regex(matches.Regex),
            LogCondition.Matches matches => $"{Field(matches.Field)}:{Regex(matches.Regex)}",
            LogCondition.Exists exists => $"{Field(exists.Field)}:*",
            LogCondition.Within within => Within(within),
            LogCondition.During during => During(during),
            _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, null),
        };

    /// <summary>The name of a field, in quotation marks where it would not be read as this field without them.</summary>
    public static string Field(LogField field)
    {
        var reader = new QueryReader(field.Name);
        var isPlain =
            reader.PeekName().Length == field.Name.Length
            && LogFields.Canonical(field.Name) == field.Name
            && field.Name is not ("AND" or "OR" or "NOT")
            && !TimeParser.Words.Contains(field.Name, StringComparer.Ordinal);
        return isPlain ? field.Name : Quoted(field.Name);
    }

    /// <summary>A text in quotation marks.</summary>
    public static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Operand(LogCondition part) =>
        part is LogCondition.All or LogCondition.Any ? $"({Print(part)})" : Print(part);

    private static string Alternative(LogCondition part) => part is LogCondition.Any ? $"({Print(part)})" : Print(part);

    private static string Words(BodyTerm term)
    {
        var isPlain =
            term.Words is [var word]
            && word is not ("and" or "or" or "not")
            && word.All(c => char.IsAsciiLetterOrDigit(c) || char.IsLetterOrDigit(c));
        return isPlain ? term.Words[0] : Quoted(string.Join(' ', term.Words));
    }

    // Behind a colon, the body is asked for words; behind a sign of equality, for all of it.
    private static char SignOf(LogField field) => field.Name == LogFields.Body ? '=' : ':';

    private static string Text(string value)
    {
        var isPlain =
            value.Length > 0
            && value[0] is not ('/' or ':')
            && value.All(c =>
                char.IsAsciiLetterOrDigit(c)
                || c is '_' or '.' or '-' or '/' or ':' or '@' or '+' or '%' or '#'
                || char.IsLetterOrDigit(c)
            );
        return isPlain ? value : Quoted(value);
    }

    private static string Bare(string pattern)
    {
        var text = new StringBuilder();
        foreach (var (c, isWildcard) in Glob.Parts(pattern))
        {
            var isPlain =
                isWildcard
                || c is '_' or '.' or '-' or '@'
                || (c is '/' or ':' && text.Length > 0)
                || !QueryReader.IsSign(c);
            text.Append(isPlain ? $"{c}" : $"\\{c}");
        }

        return text.ToString();
    }

    private static string Regex(string regex)
    {
        var text = new StringBuilder("/");
        for (var i = 0; i < regex.Length; i++)
        {
            // A slash before a space begins no expression.
            if (i == 0 && regex[i] is ' ' or '\t' or '\r' or '\n')
            {
                text.Append('\\');
            }

            if (regex[i] == '\\' && i + 1 < regex.Length)
            {
                text.Append(regex[i++]);
            }
            else if (regex[i] == '/')
            {
                text.Append('\\');
            }

            text.Append(regex[i]);
        }

        return text.Append('/').ToString();
    }

    private static string Within(LogCondition.Within within)
    {
        var field = Field(within.Field);
        var isSeverity = within.Field.Name == LogFields.Severity;
        return (within.Low, within.High) switch
        {
            (null, null) => $"{field}:*",
            ({ } low, null) => isSeverity ? $"{field}{Severity(low, isLow: true)}" : $"{field}>{Bound(low)}",
            (null, { } high) => isSeverity ? $"{field}{Severity(high, isLow: false)}" : $"{field}<{Bound(high)}",
            ({ IsIncluded: true } low, { IsIncluded: true } high) when isSeverity => $"{field}:{Severity(low, high)}",
            ({ } low, { } high) =>
                $"{field}:{(low.IsIncluded ? '[' : '{')}{LogNumber.ToText(low.Value)} TO {LogNumber.ToText(high.Value)}{(high.IsIncluded ? ']' : '}')}",
        };
    }

    private static string Bound(LogBound bound) => $"{(bound.IsIncluded ? "=" : "")}{LogNumber.ToText(bound.Value)}";

    // A name has four numbers: more than error is more than 20, and up to error is up to 20.
    private static string Severity(LogBound bound, bool isLow)
    {
        var isFirst = isLow == bound.IsIncluded;
        var name = SeverityRange.NameWith(bound.Value, isFirst);
        return $"{(isLow ? '>' : '<')}{(bound.IsIncluded ? "=" : "")}{name ?? LogNumber.ToText(bound.Value)}";
    }

    private static string Severity(LogBound low, LogBound high) =>
        low.Value.Equals(high.Value) ? LogNumber.ToText(low.Value)
        : SeverityRange.NameWith(low.Value, isFirst: true) is { } name && high.Value.Equals(low.Value + 3) ? name
        : $"[{LogNumber.ToText(low.Value)} TO {LogNumber.ToText(high.Value)}]";

    private static string During(LogCondition.During during) =>
        (during.From, during.To) switch
        {
            (null, null) => "*",
            ({ } from, null) => $"{LogFields.Timestamp}>={from.ToText()}",
            (null, { } to) => $"{LogFields.Timestamp}<{to.ToText()}",
            ({ } from, { } to) => $"{LogFields.Timestamp}:[{from.ToText()} TO {to.ToText()}}}",
        };

    private static string Print(QueryTime? time) =>
        time switch
        {
            null => "",
            { From: { } from }
                when time.To == LogTime.Now && from.ToText().StartsWith("now-", StringComparison.Ordinal) =>
                $"@last {from.ToText()[4..]}",
            { From: { } from } when time.To == LogTime.Now => $"@from {from.ToText()}",
            { From: { } from } => $"@from {from.ToText()} @to {time.To.ToText()}",
            _ => $"@to {time.To.ToText()}",
        };

    private static string Print(LogStage stage) =>
        stage switch
        {
            LogStage.Where where => $"where {Print(where.Condition)}",
            LogStage.Stats stats => $"stats {Aggregates(stats.Aggregates)}{Prefixed(" by ", stats.By.Select(Group))}",
            LogStage.Top top => $"top {top.Count} {Field(top.Field)}",
            LogStage.TimeSeries series => $"timeseries {Aggregates(series.Aggregates)}"
                + (series.By is null ? "" : $" by {Field(series.By)}")
                + (series.EveryNanos is { } every ? $" every {LogSpan.ToText(every)}" : ""),
            LogStage.Uniq uniq => $"uniq {Fields(uniq.Names)}",
            LogStage.Sort sort =>
                $"sort {string.Join(", ", sort.Keys.Select(key => Field(key.Field) + (key.IsDescending ? " desc" : "")))}",
            LogStage.Limit limit => $"limit {limit.Count}",
            LogStage.Keep keep => $"fields {Fields(keep.Names)}",
            LogStage.Parse parse =>
                $"parse {(parse.Source.Name == LogFields.Body ? "" : $"{Field(parse.Source)} ")}{(parse.Written is null ? Regex(parse.Regex) : Quoted(parse.Written))}",
            LogStage.Patterns => "patterns",
            _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, null),
        };

    private static string Fields(IEnumerable<LogField> fields) => string.Join(", ", fields.Select(Field));

    private static string Aggregates(IEnumerable<LogAggregate> aggregates) =>
        string.Join(", ", aggregates.Select(Aggregate));

    private static string Aggregate(LogAggregate aggregate)
    {
        var written = aggregate.Function == LogFunction.Quantile ? Quantile(aggregate) : aggregate.Function.ToString();
        var call = $"{written.ToLowerInvariant()}({(aggregate.Field is null ? "" : Field(aggregate.Field))})";
        return call + Named(aggregate.Name, ColumnNames.Call(written, aggregate.Field));
    }

    // The median has two names, and the column has the one that was written.
    private static string Quantile(LogAggregate aggregate) =>
        aggregate.Name == ColumnNames.Call("median", aggregate.Field)
            ? "median"
            : $"p{(decimal)aggregate.Quantile * 100:0.######}";

    private static string Group(LogGroup group)
    {
        if (group.Width is not { } width)
        {
            return Field(group.Field) + Named(group.Name, group.Field.Name);
        }

        var isTime = LogFields.KindOf(group.Field) == LogFieldKind.Time;
        var text = isTime ? LogSpan.ToText((long)width) : LogNumber.ToText(width);
        var bin = group.Field.Name == LogFields.Timestamp ? $"bin({text})" : $"bin({Field(group.Field)}, {text})";
        return bin + Named(group.Name, ColumnNames.Bin(group.Field, width));
    }

    private static string Named(string name, string given) => name == given ? "" : $" as {Field(new LogField(name))}";

    private static string Prefixed(string prefix, IEnumerable<string> parts)
    {
        var joined = string.Join(", ", parts);
        return joined.Length == 0 ? "" : prefix + joined;
    }
}
