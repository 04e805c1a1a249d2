using System.Text;
using BenchmarkDotNet.Attributes;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Parsing;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Signals;

namespace Monolith.Bench;

/// <summary>What it costs to read a question, and to ask one record whether it is meant.</summary>
[MemoryDiagnoser]
public class LanguageSuite
{
    private readonly LogRecord _record = MakeRecord();
    private LogMatcher _matcher = null!;

    /// <summary>The conditions, which the record meets, so that none is left out.</summary>
    [Params(
        "service:checkout severity>=warn",
        "payment \"timed out\"",
        "paym*",
        "order.id:4711 k8s.pod.name:pod-7",
        "size>=1000 duration_ms<1s",
        "/timed.out after \\d+/",
        "service:checkout severity>=warn (refused OR \"timed out\") duration_ms<100 k8s.pod.name:pod-*"
    )]
    public string Query { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        _matcher = new LogMatcher(LogQueryParser.ParseFilter(Query).Filter, DateTimeOffset.UnixEpoch);
        if (!_matcher.Matches(_record))
        {
            throw new InvalidOperationException($"The record does not meet '{Query}'.");
        }
    }

    /// <summary>Text to tree.</summary>
    [Benchmark]
    public LogQuery Parse() => LogQueryParser.Parse(Query).Query;

    /// <summary>One record.</summary>
    [Benchmark]
    public bool Match() => _matcher.Matches(_record);

    private static LogRecord MakeRecord()
    {
        var record = new LogRecord
        {
            Severity = SeverityNumber.Error,
            ServiceName = Bytes("checkout"),
            DurationMs = 12.5,
            Body = Bytes(
                "The payment of order 4711 could not be taken: the bank at 10.0.0.1 timed out after 3 tries, so that it waits"
            ),
        };
        foreach (var name in (ReadOnlySpan<string>)["http.flavor", "thread.id", "code.function", "customer.tier"])
        {
            record.Attributes.Add(Bytes(name), Bytes("something"));
        }

        record.Attributes.Add(Bytes("order.id"), Bytes("4711"));
        record.Attributes.Add(Bytes("size"), Bytes("2048"));
        record.Resource.Add(Bytes("host.name"), Bytes("node-3"));
        record.Resource.Add(Bytes("k8s.pod.name"), Bytes("pod-7"));
        return record;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
