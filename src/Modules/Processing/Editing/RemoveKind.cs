using System.ComponentModel;
using System.Text;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Editing;

/// <summary>Stages that take fields away.</summary>
internal sealed class RemoveKind()
    : StageKind<RemoveSettings>("remove", "Takes fields away.", EditingJson.Default.RemoveSettings)
{
    protected override RecordStage Build(RemoveSettings settings, StageScope scope)
    {
        if (settings.Fields.Count == 0)
        {
            throw new StageSettingsException("fields", "fields names at least one field.");
        }

        var fields = new List<RecordField>();
        var beginnings = new List<byte[]>();
        for (var i = 0; i < settings.Fields.Count; i++)
        {
            var (name, path) = (settings.Fields[i] ?? "", $"fields[{i}]");
            if (!name.EndsWith('*'))
            {
                fields.Add(FieldNames.Write(name, path));
            }
            else if (name.Length > 1 && !name.AsSpan(0, name.Length - 1).Contains('*'))
            {
                beginnings.Add(Encoding.UTF8.GetBytes(name[..^1]));
            }
            else
            {
                throw new StageSettingsException(path, "A * stands at the end of a name alone: http.request.header.*");
            }
        }

        return new RemoveFields([.. fields], [.. beginnings]);
    }
}

/// <summary>Takes fields away.</summary>
/// <param name="fields">Those of one name.</param>
/// <param name="beginnings">How the names of attributes begin that go too.</param>
internal sealed class RemoveFields(RecordField[] fields, byte[][] beginnings) : RecordStage
{
    public override Verdict Apply(LogRecord record, in StageContext context)
    {
        foreach (var field in fields)
        {
            field.Remove(record);
        }

        if (beginnings.Length > 0)
        {
            RemoveByBeginning(record.Attributes);
        }

        return Verdict.Keep;
    }

    private void RemoveByBeginning(AttributeList attributes)
    {
        var kept = 0;
        for (var i = 0; i < attributes.Count; i++)
        {
            if (!IsMeant(attributes.Items[i].Key.Span))
            {
                attributes.Move(i, kept++);
            }
        }

        attributes.Truncate(kept);
    }

    private bool IsMeant(ReadOnlySpan<byte> name)
    {
        foreach (var beginning in beginnings)
        {
            if (name.StartsWith(beginning))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The settings of a stage that removes.</summary>
internal sealed record RemoveSettings
{
    [Description("The fields. A name that ends in * is every attribute that begins so: http.request.header.*")]
    public IReadOnlyList<string?> Fields { get; set; } = [];
}
