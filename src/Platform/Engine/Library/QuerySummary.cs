namespace Monolith.Platform.Engine.Library;

/// <summary>What the engine did for a statement.</summary>
internal readonly record struct QuerySummary(
    ulong ReadRows,
    ulong ReadBytes,
    ulong WrittenRows,
    ulong WrittenBytes,
    ulong ResultRows
)
{
    public static QuerySummary operator +(QuerySummary a, QuerySummary b) =>
        new(
            a.ReadRows + b.ReadRows,
            a.ReadBytes + b.ReadBytes,
            a.WrittenRows + b.WrittenRows,
            a.WrittenBytes + b.WrittenBytes,
            a.ResultRows + b.ResultRows
        );
}
