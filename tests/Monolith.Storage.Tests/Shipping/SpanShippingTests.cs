using System.Text;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Signals;

namespace Monolith.Storage.Tests.Shipping;

/// <summary>Spans go the way of log records: what is tested there is tested here only where spans are another matter.</summary>
public sealed class SpanShippingTests(EngineFixture engine) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_committed_is_found_in_the_columns_of_the_table()
    {
        await using var host = await StartAsync("span_columns");

        await host.CommitAsync(Some.Span());
        await host.ShippedAsync();

        Assert.Equal(
            "default\t2026-03-04 05:06:07.000000000\t2500000\t"
                + "abababababababababababababababab\t0102030405060701\t0807060504030201\tcheckout\tGET /orders/{id}\tserver\terror\tno\t"
                + "vendor=1\tc-1\tr-1\tu-1\tGET\t/orders/{id}\t503\tpayment\tpostgresql\tOrders\t{'order.id':'o-77'}\t{'host.name':'web-1'}\t3650",
            await host.AskAsync(
                "SELECT tenant, ts, duration_ns, trace_hex, span_hex, lower(hex(parent_span_id)), service, "
                    + "name, kind, status, status_message, trace_state, correlation_id, request_id, user_id, http_method, "
                    + "http_route, http_status, peer_service, db_system, scope_name, attributes, resource, retention_days FROM spans"
            )
        );
        Assert.Equal(
            "[2,3]\t['exception','retry']\t[{'exception.message':'no','exception.type':'Refused'},{}]\t"
                + "CDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCD\t0000000000000000\t[{'why':'batch'}]",
            await host.AskAsync(
                "SELECT arrayMap(t -> toUnixTimestamp64Nano(t) - toUnixTimestamp64Nano(ts) + 1, "
                    + "events.ts), events.name, events.attributes, hex(links.trace_id[1]), hex(links.span_id[1]), "
                    + "links.attributes FROM spans"
            )
        );
    }

    [Fact]
    public async Task Random_spans_are_read_back_as_they_were_written()
    {
        await using var host = await StartAsync("span_random", shipAge: "00:00:01");
        var random = new Random(20261122);
        var span = Some.Span();
        var written = new List<string>();
        for (var batches = 0; batches < 12; batches++)
        {
            using var batch = host.OpenSpans();
            for (var i = random.Next(1, 60); i > 0; i--)
            {
                FillRandomly(span, random);
                batch.Append(span);
                written.Add(AsText(span));
            }

            await batch.CommitAsync(CancellationToken.None);
        }

        await host.ShippedAsync();

        var stored = await host.AskAsync(
            "SELECT hex(name), mapKeys(attributes), mapValues(attributes), mapValues(resource), "
                + "arrayMap(t -> toUnixTimestamp64Nano(t), events.ts), events.name, "
                + "arrayMap(a -> mapValues(a), events.attributes), arrayMap(t -> hex(t), links.trace_id), "
                + "arrayMap(t -> hex(t), links.span_id), arrayMap(a -> mapKeys(a), links.attributes) FROM spans ORDER BY id"
        );
        Assert.Equal(written, stored.Split('\n'));
    }

    [Fact]
    public async Task A_trace_is_one_row_of_the_index_and_its_calls_are_counted()
    {
        await using var host = await StartAsync("span_index");
        var root = Some.Span(1);
        root.ParentSpanId = default;
        root.Status = SpanStatus.Ok;
        var child = Some.Span(2);
        child.ServiceName = "payment"u8.ToArray();
        child.StartUnixNano += 1_000_000;
        child.EndUnixNano += 5_000_000;

        await host.CommitAsync(root);
        await host.CommitAsync(child);
        await host.ShippedAsync();

        Assert.Equal(
            "abababababababababababababababab\t2\t1\t['checkout','payment']\tcheckout\tGET /orders/{id}\t1000000\t7500000",
            await host.AskAsync(
                "SELECT lower(hex(trace_id)), sum(spans), sum(errors), arraySort(groupUniqArrayArray(services)), max(root_service), "
                    + "max(root_name), toUnixTimestamp64Nano(max(max_ts)) - toUnixTimestamp64Nano(min(min_ts) AS began), "
                    + "toUnixTimestamp64Nano(max(end_ts)) - toUnixTimestamp64Nano(began) FROM trace_index GROUP BY trace_id"
            )
        );
        Assert.Equal(
            "checkout\t1\t0\t2500000\npayment\t1\t1\t6500000",
            await host.AskAsync(
                "SELECT service, sum(calls), sum(errors), sum(duration_sum) FROM span_rollup_1m GROUP BY service ORDER BY service"
            )
        );
    }

    [Fact]
    public async Task A_lost_answer_doubles_nothing()
    {
        await using var host = await StartAsync("span_answer");
        host.Interference.LoseNextAnswer = () => Task.CompletedTask;

        await host.CommitAsync(Some.Span(1), Some.Span(2), Some.Span(3));
        await host.ShippedAsync();

        Assert.Equal("3\t3", await host.AskAsync("SELECT count(), uniqExact(id) FROM spans"));
        Assert.Equal("3", await host.AskAsync("SELECT sum(spans) FROM trace_index"));
        Assert.Equal("3", await host.AskAsync("SELECT sum(calls) FROM span_rollup_1m"));
        Assert.Equal(2, host.Interference.Inserts);
    }

    [Fact]
    public async Task Spans_that_ClickHouse_lost_after_it_had_noted_their_token_are_inserted_again()
    {
        await using var host = await StartAsync("span_gap");
        host.Interference.LoseNextAnswer = () =>
            host.Client.ExecuteAsync(
                new ClickHouseQuery(
                    "ALTER TABLE spans DELETE WHERE span_hex = '0102030405060702' SETTINGS mutations_sync = 2"
                ),
                CancellationToken.None
            );

        await host.CommitAsync(Some.Span(1), Some.Span(2), Some.Span(3));
        await host.ShippedAsync();

        Assert.Equal("3\t3", await host.AskAsync("SELECT count(), uniqExact(span_id) FROM spans"));
    }

    private async Task<StorageHost> StartAsync(string database, string shipAge = "00:00:00.050")
    {
        var host = await StorageHost.StartAsync(engine, _folder.File(database), database, shipAge: shipAge);
        host.Interference.Table = "spans";
        return host;
    }

    private static void FillRandomly(SpanRecord span, Random random)
    {
        span.Attributes.Clear();
        span.Events.Clear();
        span.Links.Clear();
        span.Name = Bytes(random, random.Next(40));
        AddSome(random, span.Attributes);
        if (random.Next(3) == 0)
        {
            span.ClearResource();
            AddSome(random, span.Resource);
        }

        for (var i = random.Next(4); i > 0; i--)
        {
            span.Events.Add(new SpanEvent(span.StartUnixNano + random.Next(1000), Word(random)));
            AddSome(random, span.Events.Attributes);
        }

        for (var i = random.Next(3); i > 0; i--)
        {
            span.Links.Add(new SpanLink(Bytes(random, 16), Bytes(random, 8)));
            AddSome(random, span.Links.Attributes);
        }
    }

    private static void AddSome(Random random, AttributeList list)
    {
        for (var i = random.Next(5); i > 0; i--)
        {
            list.Add(Word(random), Word(random));
        }
    }

    private static byte[] Word(Random random) => Encoding.UTF8.GetBytes($"word-{random.Next(700)}");

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string AsText(SpanRecord span)
    {
        var (events, links) = (span.Events, span.Links);
        return string.Join(
            '\t',
            Convert.ToHexString(span.Name.Span),
            Quoted(Texts(span.Attributes.Items, a => a.Key)),
            Quoted(Texts(span.Attributes.Items, a => a.Value)),
            Quoted(Texts(span.Resource.Items, a => a.Value)),
            $"[{string.Join(',', events.Items.ToArray().Select(e => e.TimeUnixNano))}]",
            Quoted(events.Items.ToArray().Select(e => Text(e.Name))),
            $"[{string.Join(',', Enumerable.Range(0, events.Count).Select(i => Quoted(Texts(events.AttributesOf(i), a => a.Value))))}]",
            Quoted(links.Items.ToArray().Select(l => Convert.ToHexString(l.TraceId.Span))),
            Quoted(links.Items.ToArray().Select(l => Convert.ToHexString(l.SpanId.Span))),
            $"[{string.Join(',', Enumerable.Range(0, links.Count).Select(i => Quoted(Texts(links.AttributesOf(i), a => a.Key))))}]"
        );
    }

    private static IEnumerable<string> Texts(
        ReadOnlySpan<LogAttribute> attributes,
        Func<LogAttribute, ReadOnlyMemory<byte>> of
    ) => attributes.ToArray().Select(a => Text(of(a)));

    private static string Quoted(IEnumerable<string> texts) => $"[{string.Join(',', texts.Select(t => $"'{t}'"))}]";

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
