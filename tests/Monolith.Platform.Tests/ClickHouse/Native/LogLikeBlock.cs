using System.Globalization;
using System.Text;
using Monolith.Platform.ClickHouse.Native;

namespace Monolith.Platform.Tests.ClickHouse.Native;

/// <summary>A block shaped like the table of logs, with rows that repeat themselves as logs do.</summary>
internal sealed class LogLikeBlock : IDisposable
{
    private static readonly byte[][] Services = [.. Enumerable.Range(0, 24).Select(i => Utf8($"service-{i}"))];
    private static readonly byte[][] Keys = [.. Enumerable.Range(0, 8).Select(i => Utf8($"attribute.name.{i}"))];
    private static readonly byte[][] Values =
    [
        .. Enumerable.Range(0, 1000).Select(i => Utf8(i.ToString("x16", CultureInfo.InvariantCulture))),
    ];

    private readonly LowCardinalityColumn[] _words;
    private readonly StringColumn[] _ids;
    private readonly NumberColumn<ushort>[] _numbers;
    private readonly DateTime64Column _time;
    private readonly FixedStringColumn _traceId;
    private readonly StringColumn _body;
    private readonly MapColumn _attributes;
    private readonly MapColumn _resource;

    public LogLikeBlock()
    {
        Block.Add("log_id", new SequenceColumn());
        _words = [.. Enumerable.Range(0, 7).Select(i => Block.Add($"word_{i}", new LowCardinalityColumn()))];
        _ids = [.. Enumerable.Range(0, 5).Select(i => Block.Add($"id_{i}", new StringColumn()))];
        _numbers = [.. Enumerable.Range(0, 6).Select(i => Block.Add($"number_{i}", new NumberColumn<ushort>()))];
        _time = Block.Add("ts", new DateTime64Column(9));
        _traceId = Block.Add("trace_id", new FixedStringColumn(16));
        _body = Block.Add("body", new StringColumn());
        _attributes = Block.Add("attributes", MapColumn.OfStrings());
        _resource = Block.Add("resource", MapColumn.OfLowCardinality());
    }

    public NativeBlock Block { get; } = new();

    public void AppendRow(int row)
    {
        foreach (var word in _words)
        {
            word.Append(Services[row / 3 % Services.Length]);
        }

        foreach (var id in _ids)
        {
            id.Append(Values[row % Values.Length]);
        }

        foreach (var number in _numbers)
        {
            number.Append((ushort)row);
        }

        _time.AppendUnixNano(row);
        _traceId.Append(Values[row % Values.Length]);
        _body.Append("Payment of order 4711 was declined by the provider after 3 attempts: card expired"u8);
        foreach (var key in Keys)
        {
            _attributes.Add(key, Values[row % Values.Length]);
        }

        if (row > 0)
        {
            _resource.RepeatRow();
        }
        else
        {
            _resource.Add("host.name"u8, "node-1"u8);
            _resource.Add("k8s.pod.name"u8, "pod-1"u8);
        }

        Block.EndRow();
    }

    public void Dispose() => Block.Dispose();

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
