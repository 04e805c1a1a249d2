using BenchmarkDotNet.Attributes;
using Monolith.Load;
using Monolith.Storage.Spool;
using Monolith.Storage.Writing;

namespace Monolith.Bench;

/// <summary>What it costs to turn filled columns into the bytes of a block. Figures are per record.</summary>
[MemoryDiagnoser]
public class EncodeSuite
{
    private readonly SpoolFrame _frame = new();
    private static readonly LogBlock Joined = new();
    private LogBlock _block = null!;

    [GlobalSetup]
    public void Prepare() => _block = Pipelines.Fill(Protocol.Ndjson, Bodies.Make(Protocol.Ndjson));

    /// <summary>The pieces of a block of a thousand rows, ready to be written.</summary>
    [Benchmark(OperationsPerInvoke = Bodies.Records)]
    public int Encode()
    {
        _block.Encode(1, _frame);
        return _frame.Payload.Count;
    }

    /// <summary>Joining a block to another one, as small requests are.</summary>
    [Benchmark(OperationsPerInvoke = Bodies.Records)]
    public int Join()
    {
        Joined.Block.Clear();
        Joined.Block.AppendFrom(_block.Block);
        return Joined.Rows;
    }
}
