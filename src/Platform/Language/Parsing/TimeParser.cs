using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>Reads <c>@last 15m</c>, <c>@from 2026-03-04</c> and <c>@to now-1h</c>, which may stand anywhere between the terms.</summary>
internal sealed class TimeParser(QueryReader reader)
{
    /// <summary>The words.</summary>
    public static readonly IReadOnlyList<string> Words = ["@last", "@from", "@to"];

    private LogTime? _from;
    private LogTime? _to;

    /// <summary>The time that was asked for.</summary>
    public QueryTime? Time => _from is null && _to is null ? null : new QueryTime(_from, _to ?? LogTime.Now);

    /// <summary>True when the reader stood on one of these words, whether or not it made sense.</summary>
    public bool TryParse(bool isNested)
    {
        var start = reader.Position;
        var name = reader.PeekName();
        if (!Words.Contains(name, StringComparer.Ordinal))
        {
            if (!LogFields.Aliases.ContainsKey(name) && Nearest.Of(name, Words) is { } nearest)
            {
                reader.Hint(new TextSpan(start, name.Length), $"Did you mean {nearest}?", nearest);
            }

            return false;
        }

        reader.Position += name.Length;
        reader.TryTake(':');
        reader.SkipSpaces();
        reader.Expect(name == "@last" ? CompletionKinds.Duration : CompletionKinds.Time, reader.Position);
        var valueStart = reader.Position;
        var text = reader.Peek() == '"' ? reader.ReadQuoted() : reader.ReadBare("").Text;
        if (isNested)
        {
            reader.Error(reader.From(start), $"{name} is about the whole question, so it cannot stand in parentheses.");
        }
        else
        {
            Read(name, text, reader.From(valueStart));
        }

        return true;
    }

    private void Read(string name, string text, TextSpan span)
    {
        if (name == "@last")
        {
            if (LogSpan.TryParse(text, out _) && LogTime.TryParse($"now-{text}", out var from))
            {
                Set(ref _from, from, span);
                Set(ref _to, LogTime.Now, span);
            }
            else
            {
                reader.Error(span, $"Behind @last are {LogSpan.Syntax}.", ["15m", "1h", "7d"]);
            }
        }
        else if (Moment.TryParse(text, out var moment))
        {
            Set(ref name == "@from" ? ref _from : ref _to, moment.Start, span);
        }
        else
        {
            reader.Error(span, $"Behind {name} is {Moment.Syntax}.", ["2026-03-04", "2026-03-04T05:06:07Z", "now-15m"]);
        }
    }

    private void Set(ref LogTime? target, LogTime value, TextSpan span)
    {
        if (target is not null)
        {
            reader.Error(span, "The time is given twice.");
        }

        target = value;
    }
}
