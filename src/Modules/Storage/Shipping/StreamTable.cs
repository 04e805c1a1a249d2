using Monolith.Storage.Spool;

namespace Monolith.Storage.Shipping;

/// <summary>The table of a stream.</summary>
/// <param name="Kind">The stream.</param>
/// <param name="Name">The table's name.</param>
/// <param name="IdColumn">The column with the ids that the spool gives out.</param>
internal sealed record StreamTable(StreamKind Kind, string Name, string IdColumn)
{
    /// <summary>All streams.</summary>
    public static IReadOnlyList<StreamTable> All { get; } =
    [
        new(StreamKind.Logs, "logs", "log_id"),
        new(StreamKind.Quarantine, "quarantine", "id"),
        new(StreamKind.Spans, "spans", "id"),
    ];
}
