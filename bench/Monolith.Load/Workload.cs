using System.IO.Compression;
using Monolith.Host.Demo;

namespace Monolith.Load;

/// <summary>Request bodies that are ready before the clock starts, so that making them costs the measurement nothing.</summary>
internal sealed class Workload
{
    private const double RecordsPerSecondOfTheirTime = 20_000;

    private readonly List<byte[]> _bodies = [];

    private Workload(Protocol protocol, bool isGzip)
    {
        Protocol = protocol;
        IsGzip = isGzip;
    }

    public Protocol Protocol { get; }

    public bool IsGzip { get; }

    public IReadOnlyList<byte[]> Bodies => _bodies;

    public long Records { get; private set; }

    /// <summary>Before compression.</summary>
    public long Bytes { get; private set; }

    public double BytesPerRecord => (double)Bytes / Records;

    /// <summary>Builds bodies of the demo's traffic: every record has its own ids, its own time and about 780 bytes as JSON.</summary>
    public static Workload Build(DemoTraffic traffic, Protocol protocol, bool isGzip, long records, int batchSize)
    {
        var workload = new Workload(protocol, isGzip);
        var dialect = Dialect.Of(protocol);
        var batch = new List<DemoRecord>(batchSize);
        while (workload.Records < records)
        {
            batch.Clear();
            var size = (int)Math.Min(batchSize, records - workload.Records);
            for (var i = 0; i < size; i++)
            {
                batch.Add(traffic.Next());
            }

            workload.Add(dialect.Encode(batch), size);
        }

        return workload;
    }

    /// <summary>A stream of records that ends about now. The same moment gives the same records.</summary>
    public static DemoTraffic TrafficUntil(DateTimeOffset now, long records)
    {
        var start = now - TimeSpan.FromSeconds(records / RecordsPerSecondOfTheirTime);
        return new DemoTraffic((ulong)now.Ticks, start, RecordsPerSecondOfTheirTime);
    }

    private void Add(byte[] body, int records)
    {
        Records += records;
        Bytes += body.Length;
        _bodies.Add(IsGzip ? Compress(body) : body);
    }

    private static byte[] Compress(byte[] body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return compressed.ToArray();
    }
}
