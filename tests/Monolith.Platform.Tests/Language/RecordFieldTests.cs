using System.Text;
using Monolith.Platform.Buffers;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;

namespace Monolith.Platform.Tests.Language;

public sealed class RecordFieldTests : IDisposable
{
    private readonly ScratchBuffer _scratch = new();
    private readonly LogRecord _record = new()
    {
        TimeUnixNano = 1_772_600_767_123_456_789,
        ObservedTimeUnixNano = 1_772_600_768_000_000_000,
        Source = Bytes("ndjson"),
        ServiceName = Bytes("checkout"),
    };

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("body", "it failed")]
    [InlineData("message", "it failed")]
    [InlineData("severity", "error")]
    [InlineData("service.name", "payments")]
    [InlineData("event_name", "order.placed")]
    [InlineData("correlation_id", "c-1")]
    [InlineData("request_id", "r-1")]
    [InlineData("user", "u-1")]
    [InlineData("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736")]
    [InlineData("span_id", "00f067aa0ba902b7")]
    [InlineData("duration_ms", "12.5")]
    [InlineData("http.method", "GET")]
    [InlineData("http.route", "/orders/{id}")]
    [InlineData("url.full", "https://example.com/orders/1")]
    [InlineData("status", "503")]
    [InlineData("client.address", "192.0.2.1")]
    [InlineData("user_agent.original", "curl/8")]
    [InlineData("timestamp", "2026-03-04T05:06:07.000000001Z")]
    [InlineData("order.id", "17")]
    [InlineData("\"level\"", "loud")]
    public void What_is_written_to_a_field_is_read_from_it(string name, string value)
    {
        var field = RecordField.Of(name);

        Assert.True(field.TryWrite(_record, Bytes(value), _scratch));

        Assert.Equal(value, Read(field));
        Assert.Equal(value, Encoding.UTF8.GetString(field.Read(_record, stackalloc byte[RecordField.MaxMadeBytes])));
    }

    [Theory]
    [InlineData("severity", "loud")]
    [InlineData("severity", "25")]
    [InlineData("trace_id", "4bf92f35")]
    [InlineData("trace_id", "00000000000000000000000000000000")]
    [InlineData("span_id", "00f067aa0ba902bx")]
    [InlineData("duration_ms", "quick")]
    [InlineData("http.response.status_code", "600")]
    [InlineData("timestamp", "yesterday")]
    [InlineData("source", "otlp")]
    [InlineData("observed_timestamp", "2026-03-04T05:06:07Z")]
    public void A_value_that_a_field_cannot_have_changes_nothing(string name, string value)
    {
        var field = RecordField.Of(name);
        var before = Read(field);

        Assert.False(field.TryWrite(_record, Bytes(value), _scratch));

        Assert.Equal(before, Read(field));
    }

    [Theory]
    [InlineData("1772600767", "2026-03-04T05:06:07.000000000Z")]
    [InlineData("1772600767123", "2026-03-04T05:06:07.123000000Z")]
    [InlineData("1772600767123456", "2026-03-04T05:06:07.123456000Z")]
    [InlineData("1772600767123456789", "2026-03-04T05:06:07.123456789Z")]
    [InlineData("2026-03-04T06:06:07+01:00", "2026-03-04T05:06:07.000000000Z")]
    public void A_time_may_be_a_number_of_any_unit(string value, string expected)
    {
        var field = RecordField.Of("timestamp");

        Assert.True(field.TryWrite(_record, Bytes(value), _scratch));

        Assert.Equal(expected, Read(field));
    }

    [Fact]
    public void A_severity_keeps_the_word_of_its_writer()
    {
        RecordField.Of("severity").TryWrite(_record, Bytes("Warning"), _scratch);

        Assert.Equal((SeverityNumber.Warn, "Warning"), (_record.Severity, Text(_record.SeverityText)));
    }

    [Fact]
    public void An_attribute_is_the_records_own_or_else_that_of_its_resource()
    {
        _record.Resource.Add(Bytes("host.name"), Bytes("web-1"));
        var field = RecordField.Of("host.name");

        Assert.Equal("web-1", Read(field));
        field.TryWrite(_record, Bytes("web-2"), _scratch);
        Assert.Equal("web-2", Read(field));
        field.Remove(_record);
        Assert.Equal("web-1", Read(field));
    }

    [Fact]
    public void An_attribute_that_comes_twice_is_removed_whole()
    {
        _record.Attributes.Add(Bytes("key"), Bytes("one"));
        _record.Attributes.Add(Bytes("other"), Bytes("stays"));
        _record.Attributes.Add(Bytes("key"), Bytes("two"));

        RecordField.Of("key").Remove(_record);

        Assert.Equal(["other"], _record.Attributes.Items.ToArray().Select(a => Text(a.Key)));
    }

    [Fact]
    public void What_every_record_must_have_becomes_its_default()
    {
        RecordField.Of("service").Remove(_record);
        RecordField.Of("timestamp").Remove(_record);

        Assert.Equal("unknown_service", Text(_record.ServiceName));
        Assert.Equal(_record.ObservedTimeUnixNano, _record.TimeUnixNano);
    }

    [Theory]
    [InlineData("body", "it failed")]
    [InlineData("severity", "error")]
    [InlineData("timestamp", "1772600767123456789")]
    [InlineData("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736")]
    [InlineData("duration_ms", "12.5")]
    [InlineData("status", "503")]
    [InlineData("order.id", "17")]
    public void Reading_and_writing_costs_no_allocation(string name, string value)
    {
        var field = RecordField.Of(name);
        var bytes = Bytes(value);

        Assert.Equal(0, Allocations.LeastOf(Exchange, times: 100));

        void Exchange()
        {
            var mark = _scratch.Position;
            field.Read(_record, _scratch);
            field.TryWrite(_record, bytes, _scratch);
            _scratch.Rewind(mark);
        }
    }

    private string Read(RecordField field) => Text(field.Read(_record, _scratch));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
