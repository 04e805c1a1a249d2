using Microsoft.Extensions.Options;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Schemas;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>Stages that protect personal values and secrets.</summary>
internal sealed class RedactKind(Redactors redactors, IOptions<RedactionOptions> options, IFieldClasses classes)
    : StageKind<RedactSettings>(
        "redact",
        "Finds personal values and secrets in bodies, fields and attributes, and puts tokens, masks or ciphertexts in their place.",
        RedactJson.Default.RedactSettings
    )
{
    protected override RecordStage Build(RedactSettings settings, StageScope scope)
    {
        var rules = RedactRules.Read(settings, options.Value);
        return redactors.IsEnabled ? new Redact(redactors.Make(scope.Tenant, rules), classes) : new Nothing();
    }

    /// <summary>Stands in the place of the stage where the host protects nothing.</summary>
    private sealed class Nothing : RecordStage
    {
        public override Verdict Apply(LogRecord record, in StageContext context) => Verdict.Keep;
    }
}
