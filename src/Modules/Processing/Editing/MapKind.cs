using System.ComponentModel;
using System.Text;
using System.Text.Json;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Editing.Tables;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Editing;

/// <summary>Stages that look values up in a table.</summary>
internal sealed class MapKind(LookupTables tables)
    : StageKind<MapSettings>(
        "map",
        "Looks the value of a field up in a table and writes what it finds.",
        EditingJson.Default.MapSettings
    )
{
    protected override RecordStage Build(MapSettings settings, StageScope scope)
    {
        var from = FieldNames.Read(settings.Field, "field");
        var to = FieldNames.Write(settings.To ?? settings.Field, settings.To is null ? "field" : "to");
        var otherwise = settings.Default is { } value ? FixedText.Read(value, "default") : null;
        return new MapField(from, to, Table(settings, scope), otherwise);
    }

    private LookupTable Table(MapSettings settings, StageScope scope)
    {
        if ((settings.Table is null) == (settings.File is null))
        {
            throw new StageSettingsException("", "map needs either table or file.");
        }

        if (settings.File is { } file)
        {
            return tables.Open(new TableSource(scope.Tenant, file, settings.Key, settings.Column), scope.IsTrial);
        }

        return new LookupTable(
            settings.Table!.ToDictionary(
                pair => Encoding.UTF8.GetBytes(pair.Key),
                pair => FixedText.Read(pair.Value, $"table.{pair.Key}")
            )
        );
    }
}

/// <summary>Looks a value up and writes what it finds. What is not in the table is left alone unless there is a default.</summary>
internal sealed class MapField(RecordField from, RecordField to, LookupTable table, byte[]? otherwise) : RecordStage
{
    private readonly Verdict _doesNotFit = Verdict.Fail($"What the table has is none that {to.Name} can have.");

    public override Verdict Apply(LogRecord record, in StageContext context)
    {
        Span<byte> room = stackalloc byte[RecordField.MaxMadeBytes];
        var key = from.Read(record, room);
        var found = key.IsEmpty ? null : table.Find(key) ?? otherwise;
        return found is null || to.TryWrite(record, found, context.Scratch) ? Verdict.Keep : _doesNotFit;
    }
}

/// <summary>The settings of a stage that looks values up.</summary>
internal sealed record MapSettings
{
    [Description("The field whose value is looked up.")]
    public string Field { get; set; } = "";

    [Description("The field that gets what was found; the same one without it.")]
    public string? To { get; init; }

    [Description("The table itself: {\"17\": Berlin}.")]
    public Dictionary<string, JsonElement>? Table { get; init; }

    [Description(
        "A file of the folder of tables, in a folder with the tenant's name or beside those: CSV with names of columns in its first line, or a JSON object. It is read again when it changes."
    )]
    public string? File { get; init; }

    [Description("The column of the CSV file that is looked up; the first without it.")]
    public string? Key { get; init; }

    [Description(
        "The column of the CSV file, or the member of the JSON file's objects, that is written; the second column without it."
    )]
    public string? Column { get; init; }

    [Description("What is written for a value that is not in the table; without it, such records are left alone.")]
    public JsonElement? Default { get; init; }
}
