using Monolith.Platform.ClickHouse;
using Monolith.Storage.Contracts;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Tests.Shipping;

public sealed class ShippingTests(EngineFixture engine) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_committed_is_found_in_the_columns_of_the_table()
    {
        await using var host = await StartAsync("columns");

        await host.CommitAsync("Paid.");
        await host.ShippedAsync();

        Assert.Equal(
            "default\tPaid.\to-77\tweb-1\tcheckout\tc-1\t9\tinfo\t3650\t1\t0\t2026-03-04 05:06:07.000000000",
            await host.AskAsync(
                "SELECT tenant, body, attributes['order.id'], resource['host.name'], service, correlation_id, "
                    + "severity_number, severity_text, retention_days, schema_version, duration_ms, ts FROM logs"
            )
        );
    }

    [Fact]
    public async Task Frames_that_wait_together_become_one_insert_and_one_part()
    {
        await using var host = await StartAsync("parts", shipAge: "00:00:02");

        for (var i = 0; i < 20; i++)
        {
            await host.CommitAsync("one", "two", "three");
        }

        await host.ShippedAsync();

        Assert.Equal("60", await host.AskAsync("SELECT count() FROM logs"));
        Assert.Equal(1, host.Interference.Inserts);
        Assert.Equal(
            "1",
            await host.AskAsync("SELECT count() FROM system.parts WHERE database = 'parts' AND table = 'logs'")
        );
    }

    [Fact]
    public async Task Many_rows_that_wait_together_go_in_two_inserts_side_by_side()
    {
        await using var host = await StartAsync("halves", shipAge: "00:00:05");

        await CommitManyAsync(host);
        await host.ShippedAsync();

        Assert.Equal("50000\t50000", await host.AskAsync("SELECT count(), uniqExact(log_id) FROM logs"));
        Assert.Equal(2, host.Interference.Inserts);
    }

    [Fact]
    public async Task When_the_answer_to_one_of_two_inserts_is_lost_each_row_is_there_once()
    {
        await using var host = await StartAsync("halflost", shipAge: "00:00:05");
        host.Interference.LoseNextAnswer = () => Task.CompletedTask;

        await CommitManyAsync(host);
        await host.ShippedAsync();

        Assert.Null(host.Interference.LoseNextAnswer);
        Assert.Equal("50000\t50000", await host.AskAsync("SELECT count(), uniqExact(log_id) FROM logs"));
        Assert.Equal("50000", await host.AskAsync("SELECT sum(logs) FROM log_counts_1m"));
    }

    [Fact]
    public async Task A_batch_that_spans_hundreds_of_days_is_shipped()
    {
        await using var host = await StartAsync("days");
        using var batch = host.Open();
        var record = Some.LogRecord();
        for (var day = 0; day < 300; day++)
        {
            record.TimeUnixNano -= 86_400_000_000_000;
            batch.Append(record);
        }

        await batch.CommitAsync(CancellationToken.None);
        await host.ShippedAsync();

        Assert.Equal("300", await host.AskAsync("SELECT count() FROM logs"));
    }

    [Fact]
    public async Task What_could_not_be_read_is_found_in_quarantine()
    {
        await using var host = await StartAsync("unread");
        using var batch = host.Open();
        batch.AppendQuarantined(
            new QuarantinedRecord(
                "invalid_json",
                "No object.",
                "ndjson",
                7,
                Some.LogRecord().ObservedTimeUnixNano,
                "oops"u8.ToArray(),
                4
            )
        );

        await batch.CommitAsync(CancellationToken.None);
        await host.ShippedAsync();

        Assert.Equal(
            "default\tinvalid_json\tNo object.\tndjson\t7\toops\t4",
            await host.AskAsync("SELECT tenant, reason, detail, source, position, raw, raw_bytes FROM quarantine")
        );
    }

    [Fact]
    public async Task Records_are_accepted_while_ClickHouse_is_away_and_are_there_when_it_is_back()
    {
        await using var host = await StartAsync("away");
        host.Interference.IsCutOff = true;
        await host.CommitAsync("one", "two");
        await Eventually.HoldsAsync(() => host.Status.LastError is not null, "the status shows the error");

        host.Interference.IsCutOff = false;
        await host.ShippedAsync();

        Assert.Equal("2", await host.AskAsync("SELECT count() FROM logs"));
    }

    [Fact]
    public async Task A_lost_answer_doubles_nothing()
    {
        await using var host = await StartAsync("answer");
        host.Interference.LoseNextAnswer = () => Task.CompletedTask;

        await host.CommitAsync("one", "two", "three");
        await host.ShippedAsync();

        Assert.Equal("3\t3", await host.AskAsync("SELECT count(), uniqExact(log_id) FROM logs"));
        Assert.Equal(2, host.Interference.Inserts);
    }

    [Theory]
    [InlineData("gap_all", "1")]
    [InlineData("gap_some", "body = 'two'")]
    public async Task Rows_that_ClickHouse_lost_after_it_had_noted_their_token_are_inserted_again(
        string database,
        string lost
    )
    {
        await using var host = await StartAsync(database);
        host.Interference.LoseNextAnswer = () =>
            host.Client.ExecuteAsync(
                new ClickHouseQuery($"ALTER TABLE logs DELETE WHERE {lost} SETTINGS mutations_sync = 2"),
                CancellationToken.None
            );

        await host.CommitAsync("one", "two", "three");
        await host.ShippedAsync();

        Assert.Equal("3\t3", await host.AskAsync("SELECT count(), uniqExact(body) FROM logs"));
    }

    [Fact]
    public async Task A_frame_that_ClickHouse_refuses_is_set_aside_and_its_neighbours_go_through()
    {
        await using var host = await StartAsync("refused", shipAge: "00:00:00.500");
        await host.CommitAsync("before");
        var bad = new SpoolFrame
        {
            Kind = StreamKind.Logs,
            Rows = 1,
            FirstId = host.Spool.NextId,
        };
        bad.Payload.Add("\u0001\u0001no block"u8.ToArray());
        host.Spool.Append([bad]);
        await host.CommitAsync("after");

        await host.ShippedAsync();

        Assert.Equal("['after','before']", await host.AskAsync("SELECT arraySort(groupArray(body)) FROM logs"));
        Assert.Equal(1, host.Status.RefusedFiles);
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "spool", "refused"), "*.txt"));
    }

    [Fact]
    public async Task A_damaged_frame_is_set_aside_with_a_report_and_its_neighbours_go_through()
    {
        await using (var cutOff = await StartAsync("damaged", isCutOff: true))
        {
            await cutOff.CommitAsync("before");
            await cutOff.CommitAsync("hit");
            await cutOff.CommitAsync("after");
        }

        var segment = Segment
            .PathsIn(Path.Combine(_folder.Path, "spool"))
            .Single(p => new FileInfo(p).Length > SegmentHeader.Bytes);
        var bytes = await File.ReadAllBytesAsync(segment);
        bytes[bytes.AsSpan().IndexOf("hit"u8)] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes);

        await using var host = await StartAsync("damaged");
        await host.ShippedAsync();

        Assert.Equal("['after','before']", await host.AskAsync("SELECT arraySort(groupArray(body)) FROM logs"));
        Assert.Equal(1, host.Status.DamagedFiles);
    }

    [Fact]
    public async Task When_the_shippers_state_is_lost_nothing_is_doubled_and_nothing_is_left_out()
    {
        await using (var first = await StartAsync("state"))
        {
            await first.CommitAsync("one", "two");
            await first.ShippedAsync();
            first.Interference.IsCutOff = true;
            await first.CommitAsync("three");
        }

        File.Delete(Path.Combine(_folder.Path, "spool", "shipping.state"));
        await using var host = await StartAsync("state");
        await host.ShippedAsync();

        Assert.Equal("3\t3", await host.AskAsync("SELECT count(), uniqExact(body) FROM logs"));
    }

    /// <summary>Five frames of ten thousand rows: more than one insert takes.</summary>
    private static async Task CommitManyAsync(StorageHost host)
    {
        var bodies = Enumerable.Repeat("again", 10_000).ToArray();
        for (var i = 0; i < 5; i++)
        {
            await host.CommitAsync(bodies);
        }
    }

    private Task<StorageHost> StartAsync(string database, bool isCutOff = false, string shipAge = "00:00:00.050") =>
        StorageHost.StartAsync(engine, _folder.Path, database, isCutOff, shipAge);
}
