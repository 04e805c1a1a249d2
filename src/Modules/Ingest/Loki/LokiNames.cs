namespace Monolith.Ingest.Loki;

/// <summary>
/// The names under which labels and structured metadata tell the service, the level and the trace. The orders are those in
/// which Loki itself looks for a service (<c>discover_service_name</c>) and a level (<c>log_level_fields</c>).
/// </summary>
internal static class LokiNames
{
    /// <summary>The rank of a name that is none of those looked for.</summary>
    public const int Unranked = int.MaxValue;

    /// <summary>The rank of the name that goes before everything else.</summary>
    public const int First = 0;

    private static readonly byte[][] Services =
    [
        "service_name"u8.ToArray(),
        "service"u8.ToArray(),
        "app"u8.ToArray(),
        "application"u8.ToArray(),
        "app_name"u8.ToArray(),
        "name"u8.ToArray(),
        "app_kubernetes_io_name"u8.ToArray(),
        "container"u8.ToArray(),
        "container_name"u8.ToArray(),
        "k8s_container_name"u8.ToArray(),
        "component"u8.ToArray(),
        "workload"u8.ToArray(),
        "job"u8.ToArray(),
        "k8s_job_name"u8.ToArray(),
    ];

    private static readonly byte[][] Levels =
    [
        "detected_level"u8.ToArray(),
        "level"u8.ToArray(),
        "LEVEL"u8.ToArray(),
        "Level"u8.ToArray(),
        "log.level"u8.ToArray(),
        "severity"u8.ToArray(),
        "SEVERITY"u8.ToArray(),
        "Severity"u8.ToArray(),
        "SeverityText"u8.ToArray(),
        "lvl"u8.ToArray(),
        "LVL"u8.ToArray(),
        "Lvl"u8.ToArray(),
        "severity_text"u8.ToArray(),
        "Severity_Text"u8.ToArray(),
        "SEVERITY_TEXT"u8.ToArray(),
    ];

    private static readonly ReadOnlyMemory<byte> ServiceName = "service.name"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> HostName = "host.name"u8.ToArray();

    /// <summary>How soon the label is taken for the service; lower goes first.</summary>
    public static int RankAsService(ReadOnlySpan<byte> name) => Rank(Services, name);

    /// <summary>How soon the label or metadata is taken for the level; lower goes first.</summary>
    public static int RankAsLevel(ReadOnlySpan<byte> name) => Rank(Levels, name);

    /// <summary>Whether the metadata is the trace id.</summary>
    public static bool IsTraceId(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("trace_id"u8) || name.SequenceEqual("traceID"u8) || name.SequenceEqual("traceId"u8);

    /// <summary>Whether the metadata is the span id.</summary>
    public static bool IsSpanId(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("span_id"u8) || name.SequenceEqual("spanID"u8) || name.SequenceEqual("spanId"u8);

    /// <summary>The name of a label as OpenTelemetry's resources have it, where they have one; otherwise its own.</summary>
    public static ReadOnlyMemory<byte> OfResource(ReadOnlyMemory<byte> label) =>
        label.Span switch
        {
            var name when name.SequenceEqual("service_name"u8) => ServiceName,
            var name when name.SequenceEqual("host"u8) || name.SequenceEqual("hostname"u8) => HostName,
            _ => label,
        };

    private static int Rank(byte[][] names, ReadOnlySpan<byte> name)
    {
        for (var rank = First; rank < names.Length; rank++)
        {
            if (name.SequenceEqual(names[rank]))
            {
                return rank;
            }
        }

        return Unranked;
    }
}
