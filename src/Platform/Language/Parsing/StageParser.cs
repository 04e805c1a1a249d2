using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>Reads the stages behind the conditions, each after a pipe.</summary>
internal sealed class StageParser
{
    private const int MaxStages = 30;
    private const int MaxRows = 1_000_000;
    private const int DefaultTop = 10;

    private static readonly string[] Names =
    [
        "where",
        "stats",
        "top",
        "timeseries",
        "uniq",
        "sort",
        "limit",
        "fields",
        "parse",
        "patterns",
    ];

    // What other languages call them.
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["filter"] = "where",
        ["summarize"] = "stats",
        ["aggregate"] = "stats",
        ["timechart"] = "timeseries",
        ["distinct"] = "uniq",
        ["unique"] = "uniq",
        ["dedup"] = "uniq",
        ["order"] = "sort",
        ["head"] = "limit",
        ["take"] = "limit",
        ["first"] = "limit",
        ["table"] = "fields",
        ["select"] = "fields",
        ["project"] = "fields",
        ["keep"] = "fields",
        ["extract"] = "parse",
        ["rex"] = "parse",
        ["cluster"] = "patterns",
    };

    private readonly QueryReader _reader;
    private readonly FieldScope _scope;
    private readonly FieldParser _fields;
    private readonly AggregateParser _aggregates;
    private readonly ExtractionParser _extractions;

    public StageParser(QueryReader reader, FieldScope scope)
    {
        (_reader, _scope) = (reader, scope);
        _fields = new FieldParser(reader, scope);
        _aggregates = new AggregateParser(reader, scope, _fields);
        _extractions = new ExtractionParser(reader, scope, _fields);
    }

    /// <summary>Reads all stages up to the end.</summary>
    public IReadOnlyList<LogStage> Parse()
    {
        var stages = new List<LogStage>();
        for (var read = 0; _reader.TryTake('|'); read++)
        {
            if (read == MaxStages)
            {
                _reader.Error(new TextSpan(_reader.Position - 1, 1), $"A question may have {MaxStages} stages.");
                break;
            }

            _reader.SkipSpaces();
            _reader.Columns = _scope.IsTable ? [.. _scope.Made] : null;
            var start = _reader.Position;
            var stage = ParseStage();
            if (stage is not null)
            {
                stages.Add(stage with { Span = _reader.From(start) });
                RequireEnd();
            }
            else
            {
                _reader.SkipToPipe();
            }
        }

        return stages;
    }

    private LogStage? ParseStage()
    {
        var start = _reader.Position;
        _reader.Expect(CompletionKinds.Stage, start, keywords: Names);
        var name = _reader.PeekName();
        _reader.Position += name.Length;
        switch (name.ToLowerInvariant())
        {
            case "where":
                return ParseWhere();
            case "stats":
                return ParseStats();
            case "top":
                return ParseTop();
            case "timeseries":
                return ParseTimeSeries();
            case "uniq":
                return ParseUniq();
            case "sort":
                return ParseSort();
            case "limit":
                return ParseLimit();
            case "fields":
                return ParseFields();
            case "parse":
                return _extractions.Parse();
            case "patterns":
                return ParsePatterns(start);
            default:
                _reader.Error(
                    new TextSpan(start, Math.Max(name.Length, _reader.IsAtEnd ? 0 : 1)),
                    name.Length == 0 ? "Behind a | comes a stage." : $"There is no stage {name}.",
                    Names,
                    OtherNames.GetValueOrDefault(name) ?? Nearest.Of(name, Names)
                );
                return null;
        }
    }

    // What is left is told once; the next stage is read all the same.
    private void RequireEnd()
    {
        _reader.SkipSpaces();
        if (_reader.IsAtEnd || _reader.Peek() == '|')
        {
            return;
        }

        var start = _reader.Position;
        _reader.SkipToPipe();
        _reader.Error(
            _reader.From(start),
            $"This is not understood: {_reader.Since(start).Trim()}",
            ["|", .. _reader.Context.Keywords]
        );
    }

    private LogStage.Where? ParseWhere()
    {
        var start = _reader.Position;
        var condition = new ConditionParser(_reader, _scope, time: null).Parse();
        if (condition is LogCondition.Everything && _reader.Since(start).AsSpan().Trim().IsEmpty)
        {
            _reader.Error(new TextSpan(start, 0), "Behind where comes a condition.", ["count>5", "field:value"]);
            return null;
        }

        if (_scope.IsTable && AsksForWords(condition))
        {
            _reader.Error(
                _reader.From(start),
                "Words are looked for in bodies, and here are rows of a table: ask for a column.",
                _scope.Made
            );
            return null;
        }

        return new LogStage.Where(condition);
    }

    // True when a part of it is about the words of a body that is not named.
    private static bool AsksForWords(LogCondition condition) =>
        condition switch
        {
            LogCondition.All all => all.Parts.Any(AsksForWords),
            LogCondition.Any any => any.Parts.Any(AsksForWords),
            LogCondition.Not not => AsksForWords(not.Part),
            LogCondition.Words or LogCondition.WordLike or LogCondition.Matches { Field.Name: LogFields.Body } => true,
            _ => false,
        };

    private LogStage.Stats? ParseStats()
    {
        if (_aggregates.ParseList("by") is not { } aggregates)
        {
            return null;
        }

        var groups = new List<LogGroup>();
        if (TryTakeWord("by"))
        {
            do
            {
                if (_aggregates.ParseGroup() is not { } group)
                {
                    return null;
                }

                groups.Add(group);
            } while (TryTakeComma());
        }

        string[] columns = [.. groups.Select(group => group.Name), .. aggregates.Select(aggregate => aggregate.Name)];
        if (columns.Distinct(StringComparer.Ordinal).Count() < columns.Length)
        {
            _reader.Error(
                new TextSpan(_reader.Position - 1, 1),
                $"Two columns have the same name: {string.Join(", ", columns)}.",
                ["as name"]
            );
            return null;
        }

        _scope.BecomeTable(columns);
        return new LogStage.Stats(aggregates, groups);
    }

    private LogStage.Top? ParseTop()
    {
        var count = DefaultTop;
        _reader.SkipSpaces();
        if (char.IsAsciiDigit(_reader.Peek()) && !TryParseCount("top", out count))
        {
            return null;
        }

        TryTakeWord("by");
        if (_fields.ParseField("Behind top", "by") is not { } field)
        {
            return null;
        }

        _scope.BecomeTable([field.Name, ColumnNames.Count]);
        return new LogStage.Top(count, field);
    }

    private LogStage.TimeSeries? ParseTimeSeries()
    {
        if (_aggregates.ParseList("by", "every") is not { } aggregates)
        {
            return null;
        }

        LogField? by = null;
        if (TryTakeWord("by"))
        {
            by = _fields.ParseField("Behind by");
            if (by is null)
            {
                return null;
            }
        }

        long? every = null;
        if (TryTakeWord("every", by is null ? ["by", "every"] : ["every"]))
        {
            if (!_aggregates.TryParseSpan(out var nanos))
            {
                return null;
            }

            every = nanos;
        }

        string[] group = by is null ? [] : [by.Name];
        _scope.BecomeTable([LogFields.Timestamp, .. group, .. aggregates.Select(aggregate => aggregate.Name)]);
        return new LogStage.TimeSeries(aggregates, by, every);
    }

    private LogStage.Uniq? ParseUniq()
    {
        TryTakeWord("by");
        if (ParseFieldList("Behind uniq") is not { } names)
        {
            return null;
        }

        _scope.BecomeTable(names.Select(name => name.Name));
        return new LogStage.Uniq(names);
    }

    private LogStage.Sort? ParseSort()
    {
        TryTakeWord("by");
        var keys = new List<LogSortKey>();
        do
        {
            _reader.SkipSpaces();
            var isMinus = _reader.TryTake('-');
            if (_fields.ParseField("Behind sort") is not { } field)
            {
                return null;
            }

            var isDescending = TryTakeWord("desc", ["asc", "desc"]) || isMinus;
            _ = isDescending || TryTakeWord("asc", ["asc", "desc"]);
            keys.Add(new LogSortKey(field, isDescending));
        } while (TryTakeComma());

        return new LogStage.Sort(keys);
    }

    private LogStage.Limit? ParseLimit() => TryParseCount("limit", out var count) ? new LogStage.Limit(count) : null;

    private LogStage.Keep? ParseFields()
    {
        if (ParseFieldList("Behind fields") is not { } names)
        {
            return null;
        }

        if (_scope.IsTable)
        {
            _scope.BecomeTable(names.Select(name => name.Name));
        }

        return new LogStage.Keep(names);
    }

    private LogStage.Patterns? ParsePatterns(int start)
    {
        if (_scope.IsTable)
        {
            _reader.Error(
                _reader.From(start),
                "Patterns are made of bodies, and here are rows of a table: put this stage first."
            );
            return null;
        }

        _scope.BecomeOpenTable([ColumnNames.Pattern, ColumnNames.Count]);
        return new LogStage.Patterns();
    }

    private List<LogField>? ParseFieldList(string what)
    {
        var names = new List<LogField>();
        do
        {
            if (_fields.ParseField(what) is not { } field)
            {
                return null;
            }

            if (!names.Contains(field))
            {
                names.Add(field);
            }
        } while (TryTakeComma());

        return names;
    }

    private bool TryParseCount(string stage, out int count)
    {
        _reader.SkipSpaces();
        _reader.Expect(CompletionKinds.None, _reader.Position);
        var bare = _reader.ReadBare(",");
        if (int.TryParse(bare.Text, out count) && count is > 0 and <= MaxRows)
        {
            return true;
        }

        _reader.Error(
            bare.Span,
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"Behind {stage} comes a number from 1 to {MaxRows:N0}."
            ),
            ["10"]
        );
        return false;
    }

    private bool TryTakeWord(string word, params IReadOnlyList<string> others)
    {
        if (_reader.SkipSpaces())
        {
            _reader.Expect(CompletionKinds.Keyword, _reader.Position, keywords: others.Count > 0 ? others : [word]);
        }

        return _reader.TryTakeWord(word, StringComparison.OrdinalIgnoreCase);
    }

    private bool TryTakeComma()
    {
        _reader.SkipSpaces();
        return _reader.TryTake(',');
    }
}
