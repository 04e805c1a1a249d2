using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Routing.Streams;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Routing;

/// <summary>What a stage of the kind <c>route</c> says: exactly one of stream and quarantine.</summary>
internal sealed record RouteSettings
{
    [Description("The stream that the record goes into; /api/v1/streams says how long its records are kept.")]
    public string? Stream { get; init; }

    [Description("True to put the record into quarantine, from where it can be read again.")]
    public bool Quarantine { get; init; }

    [Description("True when no other stage is to see the record then, but those that protect values.")]
    public bool Stop { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(RouteSettings))]
internal sealed partial class RouteJson : JsonSerializerContext;

/// <summary>Puts records where they belong: into a stream with a retention of its own, or into quarantine.</summary>
internal sealed class RouteKind(StreamCatalog streams)
    : StageKind<RouteSettings>(
        "route",
        "Puts the record into a stream with a retention of its own, or into quarantine.",
        RouteJson.Default.RouteSettings
    )
{
    protected override RecordStage Build(RouteSettings settings, StageScope scope)
    {
        if (settings.Quarantine == settings.Stream is not null)
        {
            throw new StageSettingsException("", "route must have either a stream, or quarantine: true.");
        }

        if (settings is { Quarantine: true, Stop: true })
        {
            throw new StageSettingsException("stop", "stop goes with a stream: what is in quarantine goes no further.");
        }

        if (settings.Stream is not { } stream)
        {
            return new ToQuarantine(scope.Stage);
        }

        return StreamCatalog.IsName(stream)
            ? new ToStream(streams.Of(scope.Tenant, stream), settings.Stop ? Verdict.Stop : Verdict.Keep)
            : throw new StageSettingsException(
                "stream",
                "stream must be lower-case letters, digits, '-', '_' and '.', at most 64 of them."
            );
    }

    /// <summary>Costs two assignments.</summary>
    private sealed class ToStream(RecordStream stream, Verdict verdict) : RecordStage
    {
        public override Verdict Apply(LogRecord record, in StageContext context)
        {
            record.Stream = stream.Name;
            record.RetentionDays = stream.RetentionDays;
            return verdict;
        }
    }

    private sealed class ToQuarantine(string stage) : RecordStage
    {
        private readonly Verdict _verdict = Verdict.Quarantine(
            RejectReason.Routed,
            $"The stage '{stage}' of the pipeline puts it into quarantine."
        );

        public override Verdict Apply(LogRecord record, in StageContext context) => _verdict;
    }
}
