using BenchmarkDotNet.Attributes;
using Monolith.Load;
using Monolith.Processing.Contracts;

namespace Monolith.Bench;

/// <summary>What a record costs from the request's bytes to the columns. Figures are per record.</summary>
[MemoryDiagnoser]
public class DecodeSuite
{
    private static readonly ForgetfulBatch Forgetful = new();
    private static readonly ForgetfulPipeline Nothing = new(Forgetful);
    private readonly ILogPipeline _pipeline = Pipelines.Real();
    private readonly ILogPipeline _plain = Pipelines.Real(("Modules:Processing:Redaction:Enabled", "false"));
    private byte[] _body = [];
    private Protocol _protocol;

    /// <summary>How the records came.</summary>
    [Params("ndjson", "otlp", "dapr", "fluent")]
    public string Format { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        _protocol = Enum.Parse<Protocol>(Format, ignoreCase: true);
        _body = Bodies.Make(_protocol);
    }

    /// <summary>The decoder alone.</summary>
    [Benchmark(OperationsPerInvoke = Bodies.Records)]
    public int Decode()
    {
        Forgetful.Scratch.Reset();
        Pipelines.Decode(_protocol, _body, Nothing);
        return Forgetful.Count;
    }

    /// <summary>Decoding, processing, and appending to the columns of a block.</summary>
    [Benchmark(OperationsPerInvoke = Bodies.Records)]
    public void DecodeProcessAppend() => Pipelines.Decode(_protocol, _body, _pipeline);

    /// <summary>The same without redaction.</summary>
    [Benchmark(OperationsPerInvoke = Bodies.Records)]
    public void WithoutRedaction() => Pipelines.Decode(_protocol, _body, _plain);
}
