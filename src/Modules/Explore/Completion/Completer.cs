using System.Globalization;
using Monolith.Explore.Fields;
using Monolith.Platform.Language.Parsing;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;

namespace Monolith.Explore.Completion;

/// <summary>Finds what could stand at the cursor, the best first.</summary>
internal sealed class Completer(KnownNames names)
{
    private const int MaxItems = 50;

    /// <summary>What could stand there.</summary>
    /// <param name="reader">Who asks.</param>
    /// <param name="time">The time in which they must occur.</param>
    /// <param name="context">What the parser says.</param>
    public async Task<IReadOnlyList<CompletionItem>> FindAsync(Reader reader, QueryTime time, CompletionContext context)
    {
        var items = new List<CompletionItem>();
        if (context is { Field: { } field } && context.Kinds.HasFlag(CompletionKinds.Value))
        {
            items.AddRange(await ValuesAsync(reader, time, field, context));
        }

        if (context.Kinds.HasFlag(CompletionKinds.Field))
        {
            items.AddRange(await FieldsAsync(reader, time, context));
        }

        items.AddRange(context.Kinds.HasFlag(CompletionKinds.Function) ? LanguageWords.Functions : []);
        items.AddRange(context.Kinds.HasFlag(CompletionKinds.Stage) ? LanguageWords.Stages : []);
        items.AddRange(context.Kinds.HasFlag(CompletionKinds.Time) ? LanguageWords.Times : []);
        items.AddRange(context.Kinds.HasFlag(CompletionKinds.Duration) ? LanguageWords.Durations : []);
        items.AddRange(LanguageWords.Keywords(context));
        return
        [
            .. items
                .Select(item => (Item: item, Rank: Rank(item, context.Prefix)))
                .Where(ranked => ranked.Rank is not null)
                .OrderBy(ranked => ranked.Rank)
                .Select(ranked => ranked.Item)
                .Take(MaxItems),
        ];
    }

    /// <summary>How well a choice fits what was typed, the lower the better; null when it does not.</summary>
    private static int? Rank(CompletionItem item, string typed)
    {
        var label = item.Label;
        var at = label.IndexOf(typed, StringComparison.OrdinalIgnoreCase);
        return at == 0 ? 0
            : at > 0 ? (char.IsLetterOrDigit(label[at - 1]) ? 3 : 2)
            : item.Kind == CompletionKind.Field && AliasesOf(label).Any(alias => Begins(alias, typed)) ? 1
            : null;
    }

    private static bool Begins(string text, string typed) => text.StartsWith(typed, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> AliasesOf(string field) =>
        LogFields.Aliases.Where(alias => alias.Value == field).Select(alias => alias.Key);

    private async Task<IEnumerable<CompletionItem>> ValuesAsync(
        Reader reader,
        QueryTime time,
        LogField field,
        CompletionContext context
    )
    {
        if (LogFields.All.GetValueOrDefault(field.Name) is LogFieldKind.Words)
        {
            return [];
        }

        if (LogFields.All.GetValueOrDefault(field.Name) is LogFieldKind.Time)
        {
            return LanguageWords.Times;
        }

        var isSeverity = field.Name == LogFields.Severity;
        var found = await names.ValuesAsync(reader, time, field.Name, isSeverity ? "" : context.Prefix);
        var counts = found.ToDictionary(value => value.Value, value => value.Count, StringComparer.Ordinal);
        return (isSeverity ? LanguageWords.Severities : found.Select(value => value.Value)).Select(
            value => new CompletionItem(
                value,
                CompletionKind.Value,
                null,
                counts.GetValueOrDefault(value),
                $"{(context.IsQuoted ? LogQueryPrinter.Quoted(value) : Written(field, value))} "
            )
        );
    }

    /// <summary>A value as it is written behind the sign of its field.</summary>
    private static string Written(LogField field, string value)
    {
        var name = LogQueryPrinter.Field(field);
        return LogQueryPrinter.Print(new LogCondition.Equal(field, value))[(name.Length + 1)..];
    }

    private async Task<IEnumerable<CompletionItem>> FieldsAsync(
        Reader reader,
        QueryTime time,
        CompletionContext context
    )
    {
        // In a condition a value comes next, elsewhere whatever the stage goes on with.
        var sign = context.Keywords.Contains("NOT", StringComparer.Ordinal) ? ":" : "";
        if (context.Columns is { } columns)
        {
            return columns.Select(name => Field(name, "a column of the table", sign));
        }

        var occurring = (await names.FieldsAsync(reader, time)).OrderByDescending(field => field.Coverage).ToList();
        var hidden = new HiddenNames(reader.Scope.HiddenFields);
        var others = LogFields
            .All.Keys.Except(occurring.Select(field => field.Name), StringComparer.Ordinal)
            .Where(name => !hidden.HidesField(name));
        return occurring
            .Select(field => Field(field.Name, Detail(field), sign))
            .Concat(
                others.Order(StringComparer.Ordinal).Select(name => Field(name, "in no record of this time", sign))
            );
    }

    private static CompletionItem Field(string name, string detail, string sign) =>
        new(name, CompletionKind.Field, detail, null, $"{LogQueryPrinter.Field(new LogField(name))}{sign}");

    private static string Detail(KnownField field) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{field.Type.ToString().ToLowerInvariant()}, {Math.Max(1, Math.Round(100 * field.Coverage))} % of records"
        );
}
