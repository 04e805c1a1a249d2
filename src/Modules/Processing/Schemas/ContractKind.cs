using System.ComponentModel;
using System.Text.Json.Serialization;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Schemas;

/// <summary>The settings of a stage that holds records against their contracts.</summary>
internal sealed record ContractSettings
{
    [Description(
        "Keeps and marks every record, whatever its contract says becomes of it: to see what a contract would do."
    )]
    public bool OnlyMark { get; init; }
}

/// <summary>Stages that hold records against the contracts of their services.</summary>
internal sealed class ContractKind(ContractCatalog catalog, ViolationBook violations)
    : StageKind<ContractSettings>(
        "contract",
        "Brings records to the current version of their service's contract, and checks, mends, marks or refuses them as it says.",
        SchemasJson.Default.ContractSettings
    )
{
    protected override RecordStage Build(ContractSettings settings, StageScope scope) =>
        new CheckContract(catalog, settings.OnlyMark, scope.IsTrial ? null : violations);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(ContractSettings))]
internal sealed partial class SchemasJson : JsonSerializerContext;
