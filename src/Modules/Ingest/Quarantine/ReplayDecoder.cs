using Monolith.Ingest.Intake;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Quarantine;

/// <summary>Reads one record of a protocol once more, from the bytes that quarantine has kept of it. Thread-safe.</summary>
/// <typeparam name="TBatch">The batch that it is read into.</typeparam>
/// <param name="Source">The protocol's name, as <see cref="BatchOrigin.Source"/>.</param>
/// <param name="Decode">Reads the record.</param>
internal sealed record ReplayDecoder<TBatch>(string Source, Decode<TBatch> Decode);
