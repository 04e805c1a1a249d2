using System.Collections.Frozen;

namespace Monolith.Ingest.Grpc;

/// <summary>The paths of the methods that are answered.</summary>
internal static class GrpcMethods
{
    public const string ExportLogs = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
    public const string ExportTraces = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    public const string CheckHealth = "/grpc.health.v1.Health/Check";

    /// <summary>All of them.</summary>
    public static FrozenSet<string> All { get; } =
        FrozenSet.ToFrozenSet([ExportLogs, ExportTraces, CheckHealth], StringComparer.Ordinal);
}
