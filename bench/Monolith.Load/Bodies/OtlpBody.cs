using Monolith.Host.Demo;

namespace Monolith.Load.Bodies;

/// <summary>Writes records as an OTLP ExportLogsServiceRequest. The numbers are the fields of OpenTelemetry's logs.proto.</summary>
internal static class OtlpBody
{
    public static byte[] Encode(IEnumerable<DemoRecord> records)
    {
        var request = new ProtobufMessage();
        foreach (var service in records.GroupBy(record => record.Service, StringComparer.Ordinal))
        {
            var resource = new ProtobufMessage();
            resource.Write(1, Attribute("service.name", service.Key));
            resource.Write(1, Attribute("deployment.environment", "production"));
            var scope = new ProtobufMessage();
            foreach (var record in service)
            {
                scope.Write(2, Record(record));
            }

            var resourceLogs = new ProtobufMessage();
            resourceLogs.Write(1, resource);
            resourceLogs.Write(2, scope);
            request.Write(1, resourceLogs);
        }

        return request.ToArray();
    }

    private static ProtobufMessage Record(DemoRecord record)
    {
        var message = new ProtobufMessage();
        var unixNano = (ulong)(record.Time - DateTimeOffset.UnixEpoch).Ticks * (ulong)TimeSpan.NanosecondsPerTick;
        message.WriteFixed64(1, unixNano);
        message.WriteVarint(2, (ulong)record.Severity);
        message.WriteText(3, record.Severity.ToString());
        message.Write(5, Value(record.Message));
        message.Write(6, Attribute("correlation_id", record.Action.CorrelationId));
        message.Write(6, Attribute("request_id", record.Action.RequestId));
        message.Write(6, Attribute("user_id", record.Action.UserId));
        message.Write(6, Attribute("duration_ms", record.DurationMs));
        message.Write(6, Attribute("http.request.method", record.Http.Method));
        message.Write(6, Attribute("http.route", record.Http.Route));
        message.Write(6, Attribute("url.full", record.Http.Url));
        message.Write(6, Attribute("http.response.status_code", (long)record.Http.Status));
        message.Write(6, Attribute("client.address", record.Action.ClientAddress));
        message.Write(6, Attribute("user_agent.original", record.Action.UserAgent));
        foreach (var (name, value) in record.Attributes)
        {
            message.Write(6, Attribute(name, value));
        }

        message.Write(6, Attribute("demo.seq", record.Sequence));
        message.WriteBytes(9, Convert.FromHexString(record.Action.TraceId));
        message.WriteBytes(10, Convert.FromHexString(record.SpanId));
        message.WriteFixed64(11, unixNano);
        return message;
    }

    private static ProtobufMessage Attribute(string name, object value)
    {
        var message = new ProtobufMessage();
        message.WriteText(1, name);
        message.Write(2, Value(value));
        return message;
    }

    private static ProtobufMessage Value(object value)
    {
        var message = new ProtobufMessage();
        switch (value)
        {
            case string text:
                message.WriteText(1, text);
                break;
            case long number:
                message.WriteVarint(3, (ulong)number);
                break;
            case double number:
                message.WriteFixed64(4, BitConverter.DoubleToUInt64Bits(number));
                break;
            default:
                throw new ArgumentOutOfRangeException(
                    nameof(value),
                    value.GetType(),
                    "No attribute of the demo has such a value."
                );
        }

        return message;
    }
}
