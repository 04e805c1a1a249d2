using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Schemas;

/// <summary>Brings records to the current version of their service's contract and holds them against it.</summary>
/// <param name="catalog">Knows the contracts.</param>
/// <param name="onlyMarks">True when records are kept whatever they break.</param>
/// <param name="violations">Counts; null when nothing is to be counted.</param>
internal sealed class CheckContract(ContractCatalog catalog, bool onlyMarks, ViolationBook? violations) : RecordStage
{
    public override Verdict Apply(LogRecord record, in StageContext context) =>
        catalog.Of(context.Tenant, record.ServiceName.Span).Check(record, in context, onlyMarks, violations);
}
