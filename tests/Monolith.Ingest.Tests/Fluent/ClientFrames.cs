namespace Monolith.Ingest.Tests.Fluent;

/// <summary>Messages as well-known clients send them, byte for byte as their sources write them.</summary>
internal static class ClientFrames
{
    public const long Seconds = 1_772_600_767;
    public const long Nanoseconds = 123_456_789;

    /// <summary>Fluent Bit's forward output with <c>Require_ack_response</c>: an array of entries, the times in the long form of an
    /// extension, the chunk a digest in hexadecimal, the size as eight bytes.</summary>
    public static readonly byte[] FluentBit =
    [
        0x93,
        .. Pack.Of("kube.var.log.containers.shop"),
        0x92,
        .. FluentBitEntry("Order 17 paid\n"),
        .. FluentBitEntry("Order 18 refused\n"),
        0x82,
        .. Pack.Stream("chunk", "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "size"),
        0xD3,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        2,
    ];

    /// <summary>The same with the metadata of the record beside the time, as <c>Retain_metadata_in_forward_mode</c> sends it.</summary>
    public static readonly byte[] FluentBitMetadata = Pack.Of(
        new object?[]
        {
            "app",
            new object?[]
            {
                new object?[]
                {
                    new object?[]
                    {
                        Pack.EventTime(Seconds, Nanoseconds),
                        new Pack.Map(("otlp", new Pack.Map(("trace_flags", 1)))),
                    },
                    new Pack.Map(("message", "Order 17 paid")),
                },
            },
            new Pack.Map(("size", 1), ("fluent_signal", 0)),
        }
    );

    /// <summary>Fluentd's <c>out_forward</c>: the entries packed as data, the chunk in base64.</summary>
    public static readonly byte[] Fluentd = Pack.Of(
        new object?[]
        {
            "app.shop",
            Pack.Stream(Entry("Order 17 paid"), Entry("Order 18 refused")),
            new Pack.Map(("size", 2), ("chunk", "YnNzY2h1bmtpZDAxMjM0NQ==")),
        }
    );

    /// <summary>Fluentd of before version 0.14: the data as text, the time in whole seconds, no options.</summary>
    public static readonly byte[] OldFluentd = [0x92, .. Pack.Of("app"), .. OldEntries()];

    /// <summary>Docker's driver: one message, the time in whole seconds, empty options.</summary>
    public static readonly byte[] Docker = Pack.Of(
        new object?[]
        {
            "5f2a7c01d3b4",
            Seconds,
            new Pack.Map(
                ("container_id", "5f2a7c01d3b4e8f9"),
                ("container_name", "/shop"),
                ("source", "stdout"),
                ("log", "Order 17 paid")
            ),
            new Pack.Map(),
        }
    );

    /// <summary>A piece of a line of more than 16 KiB, as Docker's driver cuts it.</summary>
    public static readonly byte[] DockerPartial = Pack.Of(
        new object?[]
        {
            "5f2a7c01d3b4",
            Pack.EventTime(Seconds, Nanoseconds),
            new Pack.Map(
                ("container_id", "5f2a7c01d3b4e8f9"),
                ("container_name", "/shop"),
                ("source", "stderr"),
                ("log", "first half"),
                ("partial_message", "true"),
                ("partial_id", "8a4f"),
                ("partial_ordinal", "1"),
                ("partial_last", "false")
            ),
            new Pack.Map(("chunk", "Q2h1bms=")),
        }
    );

    /// <summary>The logger for Node with acknowledgements.</summary>
    public static readonly byte[] NodeLogger = Pack.Of(
        new object?[]
        {
            "shop.follow",
            Seconds,
            new Pack.Map(("message", "Order 17 paid"), ("level", "warn"), ("service", "order"), ("n", 17)),
            new Pack.Map(("chunk", "lEkCzMcTRZCqQcCFHqrZZA==")),
        }
    );

    /// <summary>The logger for Python: a tuple of three, the time in whole seconds.</summary>
    public static readonly byte[] PythonLogger = Pack.Of(
        new object?[]
        {
            "app.follow",
            Seconds,
            new Pack.Map(("sys_host", "web-1"), ("sys_name", "shop"), ("message", "Order 17 paid")),
        }
    );

    /// <summary>All of them.</summary>
    public static IReadOnlyList<byte[]> All { get; } =
    [FluentBit, FluentBitMetadata, Fluentd, OldFluentd, Docker, DockerPartial, NodeLogger, PythonLogger];

    /// <summary>An entry of Fluentd.</summary>
    public static object?[] Entry(string message) =>
        [Pack.EventTime(Seconds, Nanoseconds), new Pack.Map(("message", message), ("level", "info"))];

    // [time, {log, stream, kubernetes: {…}}], the time as extension of a length that is written out.
    private static byte[] FluentBitEntry(string log) =>
        [
            0x92,
            0xC7,
            8,
            0,
            .. Pack.EventTime(Seconds, Nanoseconds).Data,
            .. Pack.Of(
                new Pack.Map(
                    ("log", log),
                    ("stream", "stdout"),
                    (
                        "kubernetes",
                        new Pack.Map(
                            ("pod_name", "shop-7d4"),
                            ("namespace_name", "store"),
                            ("labels", new Pack.Map(("app.kubernetes.io/name", "shop")))
                        )
                    )
                )
            ),
        ];

    private static byte[] OldEntries()
    {
        var entries = Pack.Stream(
            new object?[] { Seconds, new Pack.Map(("message", "Order 17 paid")) },
            new object?[] { Seconds, new Pack.Map(("message", "Order 18 refused")) }
        );
        return [0xDA, 0, (byte)entries.Length, .. entries];
    }
}
