using Monolith.Ingest.Intake;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Quarantine;

/// <summary>Reads one record of a protocol once more, from the bytes that quarantine has kept of it. Thread-safe.</summary>
/// <param name="Source">The protocol's name, as <see cref="BatchOrigin.Source"/>.</param>
/// <param name="Decode">Reads the record.</param>
internal sealed record ReplayDecoder(string Source, Decode<ILogPipelineBatch> Decode);
