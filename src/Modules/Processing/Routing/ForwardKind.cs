using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Routing.Destinations;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Routing;

/// <summary>What a stage of the kind <c>forward</c> says.</summary>
internal sealed record ForwardSettings
{
    [Description("The ids of the destinations that get the record.")]
    public IReadOnlyList<string>? To { get; init; }

    [Description("True when the record is not stored here then.")]
    public bool Only { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(ForwardSettings))]
internal sealed partial class ForwardJson : JsonSerializerContext;

/// <summary>Sends records elsewhere, beside storing them or instead.</summary>
internal sealed class ForwardKind(DestinationSlots destinations)
    : StageKind<ForwardSettings>(
        "forward",
        "Sends the record to destinations, as it is once all stages have kept it.",
        ForwardJson.Default.ForwardSettings
    )
{
    private const int MaxDestinations = 10;

    protected override RecordStage Build(ForwardSettings settings, StageScope scope)
    {
        if (settings.To is not { Count: > 0 and <= MaxDestinations } to)
        {
            throw new StageSettingsException("to", $"to must have the ids of 1 to {MaxDestinations} destinations.");
        }

        for (var i = 0; i < to.Count; i++)
        {
            if (to[i] is not { } id || !DestinationRules.IsId(id))
            {
                throw new StageSettingsException($"to[{i}]", $"'{to[i]}' is no id of a destination.");
            }

            // One that is removed or forbidden later leaves the pipeline in force: its records are stored here then.
            if (scope.IsTrial)
            {
                Check(destinations.Of(new(scope.Tenant, id)), $"to[{i}]");
            }
        }

        return new Forward(
            [.. to.Distinct(StringComparer.Ordinal).Select(id => destinations.Of(new(scope.Tenant, id)))],
            settings.Only
        );
    }

    private static void Check(DestinationSlot destination, string path)
    {
        if (!destination.IsOpen)
        {
            throw new StageSettingsException(path, $"There is no destination '{destination.Key.Id}'.");
        }

        if (destination.Forbidden is { } host)
        {
            throw new StageSettingsException(
                path,
                $"The tenant's plan does not let records go to '{host}', where '{destination.Key.Id}' is."
            );
        }
    }

    /// <summary>Marks records for destinations. Costs a few list operations; copying is up to the batch.</summary>
    private sealed class Forward(DestinationSlot[] to, bool only) : RecordStage
    {
        public override Verdict Apply(LogRecord record, in StageContext context)
        {
            if (context.Forwards is { } forwards)
            {
                foreach (var destination in to)
                {
                    forwards.Mark(destination, only);
                }
            }

            return Verdict.Keep;
        }
    }
}
