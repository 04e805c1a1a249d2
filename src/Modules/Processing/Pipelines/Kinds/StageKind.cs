using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Pipelines.Kinds;

/// <summary>A kind of stage that a pipeline may have any number of: <c>parse</c>, <c>redact</c>, <c>route</c>. One instance serves all
/// pipelines; thread-safe.</summary>
internal interface IStageKind
{
    /// <summary>The member of a stage's document that names it: <c>parse</c> in <c>- parse: {format: logfmt}</c>.</summary>
    string Name { get; }

    /// <summary>What it does, in one sentence, for editors and the reference.</summary>
    string Summary { get; }

    /// <summary>The shape of its settings, from which the schema for editors is made.</summary>
    JsonTypeInfo Settings { get; }

    /// <summary>Makes a stage.</summary>
    /// <param name="settings">What the document says of it; null when it says nothing, as in <c>- enrich:</c>.</param>
    /// <param name="scope">Where it is to run.</param>
    /// <exception cref="StageSettingsException">The settings are wrong.</exception>
    RecordStage Build(JsonNode? settings, StageScope scope);
}

/// <summary>Where a stage is to run.</summary>
/// <param name="Tenant">Whose records it will see.</param>
/// <param name="Pipeline">The name of the pipeline.</param>
/// <param name="Stage">The name of the stage in it: unique in the pipeline, and what metrics and counts are kept by.</param>
/// <param name="IsTrial">True when the stage only shows what it would do: it keeps, counts and sends nothing.</param>
internal sealed record StageScope(TenantId Tenant, string Pipeline, string Stage, bool IsTrial);

/// <summary>The settings of a stage are wrong.</summary>
/// <param name="path">Where, within the stage's settings, as <c>fields[2].from</c>; empty for the whole.</param>
/// <param name="message">What is wrong and what would be right, for people.</param>
internal sealed class StageSettingsException(string path, string message) : Exception(message)
{
    /// <summary>Where, within the stage's settings.</summary>
    public string Path => path;
}

/// <summary>A kind of stage with settings of its own type.</summary>
/// <typeparam name="TSettings">A record whose members carry descriptions; unknown members are refused.</typeparam>
internal abstract class StageKind<TSettings>(string name, string summary, JsonTypeInfo<TSettings> settings) : IStageKind
    where TSettings : class, new()
{
    public string Name => name;

    public string Summary => summary;

    public JsonTypeInfo Settings => settings;

    public RecordStage Build(JsonNode? node, StageScope scope)
    {
        TSettings read;
        try
        {
            read = node?.Deserialize(settings) ?? new TSettings();
        }
        catch (JsonException wrong)
        {
            var problem = wrong.AsProblem();
            throw new StageSettingsException((wrong.Path ?? "").TrimStart('$', '.'), problem.Message);
        }

        return Build(read, scope);
    }

    /// <summary>Makes a stage.</summary>
    /// <exception cref="StageSettingsException">The settings are wrong.</exception>
    protected abstract RecordStage Build(TSettings settings, StageScope scope);
}
