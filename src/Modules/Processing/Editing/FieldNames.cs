using Monolith.Platform.Language;
using Monolith.Processing.Pipelines.Kinds;

namespace Monolith.Processing.Editing;

/// <summary>Finds the fields that settings name.</summary>
internal static class FieldNames
{
    private const int MaxName = 200;

    /// <summary>A field that is read.</summary>
    /// <param name="name">As the document has it.</param>
    /// <param name="path">Where, within the stage's settings.</param>
    /// <exception cref="StageSettingsException">It is no name.</exception>
    public static RecordField Read(string? name, string path) =>
        name is { Length: > 0 and <= MaxName }
            ? RecordField.Of(name)
            : throw new StageSettingsException(path, $"A field has a name of 1 to {MaxName} characters.");

    /// <summary>A field that is written.</summary>
    /// <exception cref="StageSettingsException">It is no name, or what the field says is not for stages to say.</exception>
    public static RecordField Write(string? name, string path)
    {
        var field = Read(name, path);
        return field.IsReadOnly
            ? throw new StageSettingsException(path, $"{field.Name} is what the pipeline itself says of a record.")
            : field;
    }
}
