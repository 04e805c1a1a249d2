using Monolith.Platform.Language;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Editing;

/// <summary>Gives fields the values of others. A record that has no such value is left alone.</summary>
/// <param name="moves">From where to where, in order.</param>
/// <param name="takeAway">True when the value is then no longer where it was.</param>
/// <param name="replace">True when a value that is there already gives way.</param>
internal sealed class MoveFields(IReadOnlyList<FieldMove> moves, bool takeAway, bool replace) : RecordStage
{
    private readonly FieldMove[] _moves = [.. moves];

    public override Verdict Apply(LogRecord record, in StageContext context)
    {
        var verdict = Verdict.Keep;
        foreach (var move in _moves)
        {
            var value = move.From.Read(record, context.Scratch);
            if (value.IsEmpty || (!replace && !move.To.Read(record, context.Scratch).IsEmpty))
            {
                continue;
            }

            if (!move.To.TryWrite(record, value, context.Scratch))
            {
                verdict = move.DoesNotFit;
            }
            else if (takeAway)
            {
                move.From.Remove(record);
            }
        }

        return verdict;
    }
}

/// <summary>One value and where it goes.</summary>
internal sealed record FieldMove(RecordField From, RecordField To)
{
    /// <summary>The verdict when the value is none that the field can have.</summary>
    public Verdict DoesNotFit { get; } = Verdict.Fail($"The value of {From.Name} is none that {To.Name} can have.");

    /// <summary>Reads what a document says: names of fields by names of fields.</summary>
    /// <exception cref="Pipelines.Kinds.StageSettingsException">A name is none, or there are none.</exception>
    public static IReadOnlyList<FieldMove> Read(IReadOnlyDictionary<string, string> fields, bool takesAway)
    {
        if (fields.Count == 0)
        {
            throw new Pipelines.Kinds.StageSettingsException("fields", "fields names at least one field: {from: to}.");
        }

        return
        [
            .. fields.Select(pair =>
            {
                var path = $"fields.{pair.Key}";
                var from = takesAway ? FieldNames.Write(pair.Key, path) : FieldNames.Read(pair.Key, path);
                var to = FieldNames.Write(pair.Value, path);
                return from.Name == to.Name && from.IsAttribute == to.IsAttribute
                    ? throw new Pipelines.Kinds.StageSettingsException(
                        path,
                        $"{pair.Key} and {pair.Value} are one field."
                    )
                    : new FieldMove(from, to);
            }),
        ];
    }
}
