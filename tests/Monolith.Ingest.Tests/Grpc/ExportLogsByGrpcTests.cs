using System.Net;
using Google.Protobuf;
using Monolith.Ingest.Tests.Grpc.Messages;
using Monolith.Ingest.Tests.Otlp;
using Monolith.Ingest.Tests.Otlp.Messages;
using Monolith.Platform.Grpc;

namespace Monolith.Ingest.Tests.Grpc;

public sealed class ExportLogsByGrpcTests
{
    [Fact]
    public async Task An_export_is_stored_as_over_HTTP_and_answered_with_an_empty_message_and_status_0()
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host);

        var answer = await grpc.ExportAsync(Some.ExportRequest(Some.LogRecord()));

        Assert.Equal((HttpStatusCode.OK, "application/grpc"), (answer.Http, answer.ContentType));
        Assert.Equal((GrpcStatus.Ok, false), (answer.Status, answer.IsTrailersOnly));
        Assert.Equal([0, 0, 0, 0, 0], answer.Bytes);
        var record = host.Stored.Records.Single();
        Assert.Equal(("acme", "otlp", "order", "hello"), (record.Tenant, record.Source, record.Service, record.Body));
        Assert.Equal((18, "-5", "Orders"), (record.Severity, record["int"], record["otel.scope.name"]));
        Assert.Equal("0102030405060708090a0b0c0d0e0f10", record.TraceId);
    }

    [Fact]
    public async Task Rejected_records_are_told_as_partial_success()
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host);
        var ahead = Some.LogRecord();
        ahead.TimeUnixNano = Some.UnixNano + (25UL * 3600 * 1_000_000_000);

        var answer = await grpc.ExportAsync(Some.ExportRequest(Some.LogRecord(), ahead, Some.LogRecord()));

        var partial = ExportResponse.Parser.ParseFrom(answer.Message).PartialSuccess;
        Assert.Equal((GrpcStatus.Ok, 1L), (answer.Status, partial.RejectedLogRecords));
        Assert.Contains("record 2: time_too_far_ahead", partial.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(2, host.Stored.Records.Count);
    }

    [Fact]
    public async Task An_export_of_nothing_is_a_success()
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host);

        var answer = await grpc.ExportAsync(new ExportRequest());

        Assert.Equal((GrpcStatus.Ok, 0), (answer.Status, answer.Message.Length));
    }

    [Theory]
    [InlineData("gzip", 1)]
    [InlineData("gzip", 0)]
    [InlineData("identity", 0)]
    [InlineData("snappy", 0)]
    public async Task A_message_is_read_compressed_or_not_as_its_flag_says(string encoding, byte flag)
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host);
        var message = Some.ExportRequest(Some.LogRecord()).ToByteArray();

        var frame = GrpcCaller.Frame(flag == 1 ? GrpcCaller.Gzip(message) : message, flag);
        var answer = await grpc.CallAsync(GrpcCaller.ExportLogs, frame, ("grpc-encoding", encoding));

        Assert.Equal((GrpcStatus.Ok, 1), (answer.Status, host.Stored.Records.Count));
    }

    [Fact]
    public async Task An_encoding_that_is_not_read_is_unimplemented_and_those_that_are_read_are_listed()
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host);

        var answer = await grpc.CallAsync(
            GrpcCaller.ExportLogs,
            GrpcCaller.Frame([1, 2, 3], flag: 1),
            ("grpc-encoding", "zstd")
        );

        Assert.Equal((GrpcStatus.Unimplemented, true), (answer.Status, answer.IsTrailersOnly));
        Assert.Equal("identity,gzip,deflate", answer.AcceptEncoding);
    }

    [Fact]
    public async Task A_message_larger_than_every_first_guess_is_read_whole()
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host);
        var large = Some.ExportRequest([
            .. Enumerable.Range(0, 40_000).Select(_ => Some.LogRecord(new string('x', 200))),
        ]);

        var answer = await grpc.ExportAsync(large);

        Assert.InRange(large.CalculateSize(), 10_000_000, 30_000_000);
        Assert.Equal((GrpcStatus.Ok, 40_000), (answer.Status, host.Stored.Records.Count));
    }

    [Fact]
    public async Task Two_hundred_streams_of_one_connection_are_answered_each()
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => grpc.ExportAsync(Some.ExportRequest(Some.LogRecord($"{i}"))))
        );

        Assert.All(answers, a => Assert.Equal(GrpcStatus.Ok, a.Status));
        Assert.Equal(
            Enumerable.Range(0, 200).Select(i => $"{i}").Order(StringComparer.Ordinal),
            host.Stored.Records.Select(r => r.Body).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_full_spool_is_unavailable_and_says_when_to_come_back()
    {
        await using var host = await IngestHost.StartAsync();
        host.Stored.IsFull = true;
        using var grpc = new GrpcCaller(host);

        var answer = await grpc.ExportAsync(Some.ExportRequest(Some.LogRecord()));

        Assert.Equal((GrpcStatus.Unavailable, true), (answer.Status, answer.IsTrailersOnly));
        Assert.Equal("The spool is full.", answer.Reason);
        Assert.Equal(
            ((int)GrpcStatus.Unavailable, "The spool is full."),
            (answer.Details!.Code, answer.Details.Message)
        );
        var detail = answer.Details.Details.Single();
        Assert.Equal("type.googleapis.com/google.rpc.RetryInfo", detail.TypeUrl);
        Assert.Equal(7, RetryInfo.Parser.ParseFrom(detail.Value).RetryDelay.Seconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("00000000")]
    [InlineData("0000000003 0a01")]
    [InlineData("0000000000 0000000000")]
    [InlineData("0000000000 00")]
    [InlineData("0200000000")]
    [InlineData("0100000000")]
    [InlineData("0000000002 0aff")]
    public async Task What_is_not_one_whole_message_is_an_invalid_argument_and_not_to_be_sent_again(string hex)
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host);

        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var answer = await grpc.CallAsync(GrpcCaller.ExportLogs, bytes);

        Assert.Equal((GrpcStatus.InvalidArgument, HttpStatusCode.OK), (answer.Status, answer.Http));
        Assert.Null(answer.Details);
        Assert.NotEmpty(answer.Reason);
        Assert.Empty(host.Stored.Records);
    }

    [Fact]
    public async Task A_message_that_is_not_compressed_as_it_says_is_an_invalid_argument()
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host);
        var zipped = GrpcCaller.Gzip(Some.ExportRequest(Some.LogRecord()).ToByteArray());

        var garbled = await grpc.CallAsync(
            GrpcCaller.ExportLogs,
            GrpcCaller.Frame([1, 2, 3], 1),
            ("grpc-encoding", "gzip")
        );
        var cut = await grpc.CallAsync(
            GrpcCaller.ExportLogs,
            GrpcCaller.Frame(zipped[..(zipped.Length / 2)], 1),
            ("grpc-encoding", "gzip")
        );

        Assert.Equal((GrpcStatus.InvalidArgument, GrpcStatus.InvalidArgument), (garbled.Status, cut.Status));
        Assert.Empty(host.Stored.Records);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_above_the_bound_is_refused_and_not_to_be_sent_again(bool isLengthSaid)
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:MaxBodyBytes=1024");
        using var grpc = new GrpcCaller(host);
        var frame = GrpcCaller.Frame(Some.ExportRequest(Some.LogRecord(new string('x', 2000))).ToByteArray());

        HttpContent content = isLengthSaid ? new ByteArrayContent(frame) : new CutContent(frame, 5);
        var answer = await grpc.CallAsync(GrpcCaller.ExportLogs, content);

        Assert.Equal((GrpcStatus.InvalidArgument, true), (answer.Status, answer.IsTrailersOnly));
        Assert.Null(answer.Details);
    }

    [Fact]
    public async Task A_bomb_is_refused_at_the_bound()
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:MaxDecompressedBytes=100000");
        using var grpc = new GrpcCaller(host);

        var answer = await grpc.CallAsync(
            GrpcCaller.ExportLogs,
            GrpcCaller.Frame(GrpcCaller.Gzip(new byte[50_000_000]), 1),
            ("grpc-encoding", "gzip")
        );

        Assert.Equal(GrpcStatus.InvalidArgument, answer.Status);
    }

    [Fact]
    public async Task A_call_ends_when_its_time_is_over()
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host);
        using var stop = new CancellationTokenSource();

        var late = await grpc.CallAsync(
            GrpcCaller.ExportLogs,
            new StalledContent([0, 0, 0, 0, 9, 1], stop.Token),
            ("grpc-timeout", "50m")
        );
        var nonsense = await grpc.ExportAsync(Some.ExportRequest(Some.LogRecord()), ("grpc-timeout", "soon"));

        Assert.Equal((GrpcStatus.DeadlineExceeded, GrpcStatus.InvalidArgument), (late.Status, nonsense.Status));
        Assert.Empty(host.Stored.Records);
    }

    [Fact]
    public async Task Who_shows_no_key_is_unauthenticated()
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host, tenant: null);

        var answer = await grpc.ExportAsync(Some.ExportRequest(Some.LogRecord()));

        Assert.Equal((GrpcStatus.Unauthenticated, true), (answer.Status, answer.IsTrailersOnly));
        Assert.Empty(host.Stored.Records);
    }

    [Fact]
    public async Task Damaged_calls_are_answered_and_the_host_lives_on()
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host);
        var message = Some.ExportRequest(Some.LogRecord("a"), Some.LogRecord("b")).ToByteArray();
        byte[][] good = [GrpcCaller.Frame(message), GrpcCaller.Frame(GrpcCaller.Gzip(message), 1)];

        foreach (var calls in BodyMutations.Of(good, 10_000).Chunk(50))
        {
            var answers = await Task.WhenAll(
                calls.Select(c => grpc.CallAsync(GrpcCaller.ExportLogs, c, ("grpc-encoding", "gzip")))
            );
            Assert.All(
                answers,
                a => Assert.True(a.Status is GrpcStatus.Ok or GrpcStatus.InvalidArgument, $"{a.Status}: {a.Reason}")
            );
        }

        host.Stored.Clear();
        Assert.Equal(GrpcStatus.Ok, (await grpc.CallAsync(GrpcCaller.ExportLogs, good[0])).Status);
        Assert.Equal(["a", "b"], host.Stored.Records.Select(r => r.Body));
    }

    /// <summary>Sends a beginning and then nothing more.</summary>
    private sealed class StalledContent(byte[] beginning, CancellationToken stop) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(beginning, stop);
            await stream.FlushAsync(stop);
            await Task.Delay(Timeout.Infinite, stop);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
