using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Monolith.Load;
using Monolith.Storage.Contracts;
using Monolith.Storage.Spool;
using Monolith.Storage.Writing;

namespace Monolith.Bench;

/// <summary>What it costs to make blocks of a thousand rows durable, one at a time or eight as a group. Figures are per record.</summary>
[MemoryDiagnoser]
public class SpoolSuite
{
    private const int Group = 8;

    private readonly List<SpoolFrame> _frames = [];
    private string _path = "";
    private SpoolFolder _spool = null!;
    private LogIds _ids = null!;

    /// <summary>What must have happened before an append returns.</summary>
    [Params(Durability.Fsync, Durability.Write)]
    public Durability Durability { get; set; }

    /// <summary>How many freed segments are kept to be written over: with none, each segment is a new file.</summary>
    [Params(0, 2)]
    public int Spares { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        // Beside the program rather than in the folder for temporary files, which is often memory.
        _path = Path.Combine(AppContext.BaseDirectory, $"spool-{Durability}-{Spares}");
        Remove();
        var limits = new SpoolLimits(long.MaxValue, 0, 64 << 20, Spares, Durability);
        _spool = SpoolFolder.Open(_path, limits, new SpoolDisk(), TimeProvider.System, NullLogger.Instance);
        _ids = new LogIds(_spool.NextId, TimeProvider.System);
        var block = Pipelines.Fill(Protocol.Ndjson, Bodies.Make(Protocol.Ndjson));
        for (var i = 0; i < Group; i++)
        {
            _frames.Add(new SpoolFrame());
            block.Encode(1, _frames[i]);
        }
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _spool.Dispose();
        Remove();
    }

    [Benchmark(OperationsPerInvoke = Bodies.Records)]
    public void AppendOne() => Append(_frames.GetRange(0, 1));

    [Benchmark(OperationsPerInvoke = Bodies.Records * Group)]
    public void AppendGroup() => Append(_frames);

    private void Append(List<SpoolFrame> frames)
    {
        foreach (var frame in frames)
        {
            frame.FirstId = _ids.Take(frame.Rows);
        }

        _spool.Append(frames);

        // As the shipper does once ClickHouse has confirmed; otherwise the suite would fill the disk.
        _spool.Release(_spool.End);
    }

    private void Remove()
    {
        if (Directory.Exists(_path))
        {
            Directory.Delete(_path, recursive: true);
        }
    }
}
