using System.CommandLine;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Monolith.Host.Import;
using Monolith.Host.Tests.Sending;

namespace Monolith.Host.Tests.Import;

public sealed class ImportCommandTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private StubServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await StubServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Json_lines_are_sent_as_they_are()
    {
        var lines = """
            {"level":30,"time":1765432100123,"msg":"pino says hi"}
            {"level":"warn","message":"winston too","timestamp":"2026-03-04T05:06:07Z"}
            """;

        var (exitCode, _) = await ImportAsync(Write("app.log", lines));

        Assert.Equal(0, exitCode);
        Assert.Equal(lines.Split('\n'), _server.Records);
    }

    [Fact]
    public async Task Text_becomes_records_with_time_severity_service_and_message()
    {
        await ImportAsync(Write("checkout.log", "2026-03-04 05:06:07,250 ERROR out of lamps\r\n"));

        var record = Record(0);
        Assert.Equal("2026-03-04T05:06:07.25+00:00", record["timestamp"].GetString());
        Assert.Equal("ERROR", record["level"].GetString());
        Assert.Equal("checkout", record["service"].GetString());
        Assert.Equal("ERROR out of lamps", record["message"].GetString());
        Assert.Equal("checkout.log", record["log.file.name"].GetString());
    }

    [Fact]
    public async Task The_further_lines_of_a_stack_trace_belong_to_their_record()
    {
        await ImportAsync(
            Write(
                "app.log",
                """
                2026-03-04 05:06:07 ERROR it broke
                java.lang.IllegalStateException: no lamps
                    at shop.Lamps.take(Lamps.java:7)
                Caused by: java.io.IOException: disk full
                    ... 3 more

                2026-03-04 05:06:08 INFO going on
                """
            )
        );

        Assert.Equal(3, _server.Records.Count);
        Assert.Equal(
            "java.lang.IllegalStateException: no lamps\n    at shop.Lamps.take(Lamps.java:7)\n"
                + "Caused by: java.io.IOException: disk full\n    ... 3 more",
            Record(1)["message"].GetString()
        );
        // A line without a time is of the time of the line before it.
        Assert.Equal("2026-03-04T05:06:07+00:00", Record(1)["timestamp"].GetString());
    }

    [Fact]
    public async Task Gzip_is_recognised_by_its_first_bytes_and_not_by_its_name()
    {
        await using (var file = File.Create(_folder.File("app.log")))
        await using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
        {
            gzip.Write("{\"msg\":\"a\"}\n{\"msg\":\"b\"}\n"u8);
        }

        await ImportAsync(_folder.File("app.log"));

        Assert.Equal(["""{"msg":"a"}""", """{"msg":"b"}"""], _server.Records);
    }

    [Fact]
    public async Task A_gzip_file_that_was_cut_off_is_imported_as_far_as_it_goes_and_said_to_be_damaged()
    {
        await using var whole = new MemoryStream();
        await using (var gzip = new GZipStream(whole, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var i = 0; i < 20_000; i++)
            {
                gzip.Write(Encoding.UTF8.GetBytes($$"""{"msg":"{{i * 7919}}"}""" + "\n"));
            }
        }

        await File.WriteAllBytesAsync(_folder.File("app.gz"), whole.ToArray()[..(int)(whole.Length / 2)]);

        var (exitCode, output) = await ImportAsync(_folder.File("app.gz"));

        Assert.Equal(1, exitCode);
        Assert.Contains("app.gz: ", output, StringComparison.Ordinal);
        Assert.InRange(_server.Records.Count, 5_000, 15_000);
    }

    [Fact]
    public async Task A_pattern_names_files_in_their_order()
    {
        Write("b.log", """{"msg":"b"}""");
        Write("a.log", """{"msg":"a"}""");
        Write("c.txt", """{"msg":"c"}""");

        await ImportAsync(_folder.File("*.log"));

        Assert.Equal(["""{"msg":"a"}""", """{"msg":"b"}"""], _server.Records);
    }

    [Fact]
    public async Task An_import_that_was_stopped_goes_on_behind_the_last_acknowledged_batch()
    {
        var file = Write("app.log", string.Join('\n', Enumerable.Range(0, 100).Select(n => $$"""{"n":{{n}}}""")));
        // The server takes three batches of ten and then wants a key.
        for (var i = 0; i < 3; i++)
        {
            _server.NextIsKept();
        }

        _server.NextIs(401);
        var (stopped, _) = await ImportAsync(file, "--batch 10");

        var (finished, output) = await ImportAsync(file, "--batch 10");

        Assert.Equal((1, 0), (stopped, finished));
        Assert.Equal(Enumerable.Range(0, 100).Select(n => $$"""{"n":{{n}}}"""), _server.Records);
        Assert.Contains("30 lines were imported before", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_and_gzip_go_on_where_they_were_too()
    {
        var lines = Enumerable.Range(0, 50).Select(n => $"2026-03-04 05:06:07 INFO line {n}\n    and more of it");
        await using (var gzip = new GZipStream(File.Create(_folder.File("app.log.gz")), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        }

        _server.NextIsKept();
        _server.NextIs(401);
        await ImportAsync(_folder.File("app.log.gz"), "--batch 10");

        await ImportAsync(_folder.File("app.log.gz"), "--batch 10");

        Assert.Equal(
            Enumerable.Range(0, 50).Select(n => $"INFO line {n}\n    and more of it"),
            Enumerable.Range(0, _server.Records.Count).Select(i => Record(i)["message"].GetString())
        );
    }

    [Fact]
    public async Task Only_what_was_added_to_a_file_is_imported_the_second_time()
    {
        var file = Write("app.log", "{\"n\":1}\n");
        await ImportAsync(file);
        await File.AppendAllTextAsync(file, "{\"n\":2}\n");

        await ImportAsync(file);

        Assert.Equal(["""{"n":1}""", """{"n":2}"""], _server.Records);
    }

    [Fact]
    public async Task Another_file_of_the_same_name_is_imported_from_its_beginning()
    {
        var file = Write("app.log", "{\"n\":1}\n{\"n\":2}\n");
        await ImportAsync(file);
        Write("app.log", "{\"n\":3}\n{\"n\":4}\n{\"n\":5}\n");

        await ImportAsync(file);

        Assert.Equal(5, _server.Records.Count);
    }

    [Fact]
    public async Task A_file_is_imported_once_more_when_asked_for_again()
    {
        var file = Write("app.log", "{\"n\":1}\n");
        await ImportAsync(file);

        await ImportAsync(file, "--again");

        Assert.Equal(2, _server.Records.Count);
    }

    [Fact]
    public async Task Shifted_times_end_now_and_keep_their_gaps()
    {
        var file = Write("app.log", "2005-12-04 04:47:44 INFO a\n2005-12-04 04:57:44 INFO b\n");

        await ImportAsync(file, "--time shift");

        var (first, second) = (Time(0), Time(1));
        Assert.Equal(TimeSpan.FromMinutes(10), second - first);
        Assert.InRange(TimeProvider.System.GetUtcNow() - second, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal("2005-12-04T04:47:44+00:00", Record(0)["original_timestamp"].GetString());
    }

    [Fact]
    public async Task The_time_of_import_keeps_the_order_and_the_original_time()
    {
        var file = Write(
            "app.log",
            """{"time":"2005-12-04T04:47:44Z","msg":"a"}""" + "\n" + """{"time":"2005-12-04T04:47:44Z","msg":"b"}"""
        );

        await ImportAsync(file, "--time now --service shop");

        Assert.True(Time(0) < Time(1));
        Assert.Equal("2005-12-04T04:47:44Z", Record(1)["original_timestamp"].GetString());
        Assert.Equal("shop", Record(1)["service"].GetString());
        Assert.False(Record(1).ContainsKey("time"));
    }

    [Fact]
    public async Task Refused_records_are_named_by_their_line_and_counted_by_their_reason()
    {
        _server.Refuse = record => record.Contains("bad", StringComparison.Ordinal) ? "time_before_retention" : null;
        var file = Write("app.log", "{\"n\":1}\n\n{\"bad\":2}\n{\"n\":3}\n");

        var (exitCode, output) = await ImportAsync(file);

        Assert.Equal(2, exitCode);
        Assert.Contains("app.log:3: time_before_retention: as told", output, StringComparison.Ordinal);
        Assert.Contains("2 accepted", output, StringComparison.Ordinal);
        Assert.Contains("1 time_before_retention", output, StringComparison.Ordinal);
        Assert.Contains("--time shift", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named_and_the_others_are_imported()
    {
        var (exitCode, output) = await ImportAsync($"{_folder.File("none.log")} {Write("app.log", "{\"n\":1}\n")}");

        Assert.Equal(1, exitCode);
        Assert.Contains("none.log", output, StringComparison.Ordinal);
        Assert.Single(_server.Records);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_read_as_latin_1()
    {
        await File.WriteAllBytesAsync(_folder.File("old.log"), [.. "caf"u8, 0xE9]);

        await ImportAsync(_folder.File("old.log"));

        Assert.Equal("café", Record(0)["message"].GetString());
    }

    private string Write(string name, string content)
    {
        File.WriteAllText(_folder.File(name), content);
        return _folder.File(name);
    }

    private Dictionary<string, JsonElement> Record(int index) =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(_server.Records[index])!;

    private DateTimeOffset Time(int index) => Record(index)["timestamp"].GetDateTimeOffset();

    private async Task<(int ExitCode, string Output)> ImportAsync(string files, string options = "")
    {
        await using var output = new StringWriter();
        var root = new RootCommand { ImportCommand.Create() };
        var exitCode = await root.Parse($"import {files} --url {_server.Url} --state {_folder.File("state")} {options}")
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = output });
        return (exitCode, output.ToString());
    }
}
