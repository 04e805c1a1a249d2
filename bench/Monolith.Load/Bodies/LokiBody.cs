using IronSnappy;
using Monolith.Host.Demo;

namespace Monolith.Load.Bodies;

/// <summary>Writes records as a Loki push request: protobuf in one block of snappy. The numbers are those of Loki's push.proto.</summary>
internal static class LokiBody
{
    public static byte[] Encode(IEnumerable<DemoRecord> records)
    {
        var request = new ProtobufMessage();
        foreach (var group in records.GroupBy(r => (r.Service, r.Severity)))
        {
            var stream = new ProtobufMessage();
            var level = group.Key.Severity.ToString().ToLowerInvariant();
            stream.WriteText(1, $"{{service_name=\"{group.Key.Service}\", level=\"{level}\", job=\"shop\"}}");
            foreach (var record in group)
            {
                stream.Write(2, Entry(record));
            }

            request.Write(1, stream);
        }

        return Snappy.Encode(request.ToArray());
    }

    private static ProtobufMessage Entry(DemoRecord record)
    {
        var ticks = (record.Time - DateTimeOffset.UnixEpoch).Ticks;
        var time = new ProtobufMessage();
        time.WriteVarint(1, (ulong)(ticks / TimeSpan.TicksPerSecond));
        time.WriteVarint(2, (ulong)(ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick));
        var entry = new ProtobufMessage();
        entry.Write(1, time);
        entry.WriteText(2, record.Message);
        foreach (var (name, value) in Fields.Of(record).Append(("trace_id", record.Action.TraceId)))
        {
            var pair = new ProtobufMessage();
            pair.WriteText(1, name);
            pair.WriteText(2, value);
            entry.Write(3, pair);
        }

        return entry;
    }
}
