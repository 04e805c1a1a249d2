using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Monolith.Platform.Grpc;
using Monolith.Platform.Workflows.Dapr.Grpc;

namespace Monolith.Workflows.Tests.Dapr.Grpc;

public sealed class GrpcChannelTests
{
    private const string Method = "/TaskHubSidecarService/Hello";
    private const int MaxMessageBytes = 100_000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task G1_A_request_is_HTTP_2_from_its_first_byte_and_carries_what_gRPC_asks_for()
    {
        var line = "";
        var headers = "";
        await using var server = await GrpcServer.StartAsync(async context =>
        {
            line = $"{context.Request.Protocol} {context.Request.Method} {context.Request.Path}";
            headers = string.Join(
                '\n',
                context
                    .Request.Headers.Select(h => $"{h.Key.ToLowerInvariant()}: {h.Value}")
                    .Order(StringComparer.Ordinal)
            );
            await GrpcServer.AnswerAsync(context, new Empty());
        });
        using var channel = Channel(server.Address, ("dapr-api-token", "a secret"));

        await channel.CallAsync<Empty>(Method, new Empty(), TimeSpan.FromSeconds(5), Never);

        Assert.Equal("HTTP/2 POST /TaskHubSidecarService/Hello", line);
        Assert.Contains("content-type: application/grpc\n", headers, StringComparison.Ordinal);
        Assert.Contains("te: trailers\n", headers, StringComparison.Ordinal);
        Assert.Contains("grpc-timeout: 5000m\n", headers, StringComparison.Ordinal);
        Assert.Contains("dapr-api-token: a secret\n", headers, StringComparison.Ordinal);
        Assert.Contains("user-agent: ", headers, StringComparison.Ordinal);
        Assert.DoesNotContain("content-length", headers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task G1_An_empty_message_is_five_zero_bytes()
    {
        var body = new MemoryStream();
        await using var server = await GrpcServer.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(body);
            await GrpcServer.AnswerAsync(context, new Empty());
        });
        using var channel = Channel(server.Address);

        await channel.CallAsync<Empty>(Method, new Empty(), Soon, Never);

        Assert.Equal(new byte[5], body.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public async Task G2_Messages_are_read_however_the_bytes_are_cut_into_frames(int pieceBytes)
    {
        string[] texts = ["", "a", new('b', 300), "", new('ü', 40), "last"];
        byte[] bytes = [.. texts.SelectMany(text => GrpcServer.Frame(new StringValue { Value = text }))];
        await using var server = await GrpcServer.StartAsync(async context =>
        {
            GrpcServer.Begin(context);
            foreach (var piece in bytes.Chunk(pieceBytes))
            {
                await context.Response.Body.WriteAsync(piece);
                await context.Response.Body.FlushAsync();
            }

            GrpcServer.End(context);
        });
        using var channel = Channel(server.Address);

        Assert.Equal(texts, await ReadAllAsync(channel));
    }

    [Fact]
    public async Task G2_A_message_as_large_as_allowed_goes_both_ways()
    {
        var text = new StringValue { Value = new string('x', MaxMessageBytes - 10) };
        await using var server = await GrpcServer.StartAsync(async context =>
            await GrpcServer.AnswerAsync(
                context,
                StringValue.Parser.ParseFrom(await GrpcServer.ReadMessageAsync(context.Request))
            )
        );
        using var channel = Channel(server.Address);

        Assert.Equal(text, await channel.CallAsync<StringValue>(Method, text, Soon, Never));
    }

    [Fact]
    public async Task A_message_above_the_limit_is_refused_before_it_is_sent()
    {
        var calls = 0;
        await using var server = await GrpcServer.StartAsync(context =>
        {
            calls++;
            return GrpcServer.AnswerAsync(context, new Empty());
        });
        using var channel = Channel(server.Address);
        var text = new StringValue { Value = new string('x', MaxMessageBytes) };

        var failure = await Assert.ThrowsAsync<GrpcException>(() =>
            channel.CallAsync<Empty>(Method, text, Soon, Never)
        );

        Assert.Equal((GrpcStatus.ResourceExhausted, 0), (failure.Status, calls));
    }

    [Fact]
    public async Task A_length_above_the_limit_is_refused_before_its_bytes_are_read() =>
        Assert.Equal(
            GrpcStatus.ResourceExhausted,
            await FailureAsync(async context =>
            {
                var header = new byte[5];
                BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(1), uint.MaxValue);
                GrpcServer.Begin(context);
                await context.Response.Body.WriteAsync(header);
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            })
        );

    [Fact]
    public async Task G3_A_status_in_the_headers_ends_the_call()
    {
        await using var server = await GrpcServer.StartAsync(context =>
        {
            GrpcServer.Begin(context);
            context.Response.Headers["grpc-status"] = "14";
            context.Response.Headers["grpc-message"] = "the actor runtime is not ready";
            return Task.CompletedTask;
        });
        using var channel = Channel(server.Address);

        var failure = await Assert.ThrowsAsync<GrpcException>(() => ReadAllAsync(channel));

        Assert.Equal(GrpcStatus.Unavailable, failure.Status);
        Assert.Contains("the actor runtime is not ready", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task G3_A_status_in_the_trailers_comes_after_the_messages()
    {
        var texts = new List<string>();
        await using var server = await GrpcServer.StartAsync(async context =>
        {
            GrpcServer.Begin(context);
            await context.Response.Body.WriteAsync(GrpcServer.Frame(new StringValue { Value = "one" }));
            GrpcServer.End(context, 1, "shutting down");
        });
        using var channel = Channel(server.Address);

        var failure = await Assert.ThrowsAsync<GrpcException>(() => ReadAllAsync(channel, texts.Add));

        Assert.Equal(GrpcStatus.Cancelled, failure.Status);
        Assert.Equal(["one"], texts);
    }

    [Theory]
    [InlineData("no such instance: 'caf%C3%A9 100%25'", "no such instance: 'café 100%'")]
    [InlineData("%E2%82%AC%0Anext line", "€\nnext line")]
    [InlineData("100% %zz", "100% %zz")]
    public async Task G3_A_percent_encoded_message_is_decoded(string sent, string read)
    {
        await using var server = await GrpcServer.StartAsync(context =>
        {
            GrpcServer.Begin(context);
            GrpcServer.End(context, 2, sent);
            return Task.CompletedTask;
        });
        using var channel = Channel(server.Address);

        var failure = await Assert.ThrowsAsync<GrpcException>(() => ReadAllAsync(channel));

        Assert.EndsWith(read, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, 13)]
    [InlineData(401, 16)]
    [InlineData(403, 7)]
    [InlineData(404, 12)]
    [InlineData(429, 14)]
    [InlineData(502, 14)]
    [InlineData(503, 14)]
    [InlineData(504, 14)]
    [InlineData(500, 2)]
    [InlineData(418, 2)]
    [InlineData(301, 2)]
    public async Task G3_An_HTTP_status_other_than_200_stands_for_a_gRPC_status(int http, int grpc) =>
        Assert.Equal(
            (GrpcStatus)grpc,
            await FailureAsync(context =>
            {
                context.Response.StatusCode = http;
                return Task.CompletedTask;
            })
        );

    [Fact]
    public async Task G3_An_answer_that_is_not_gRPC_is_an_unknown_error() =>
        Assert.Equal(GrpcStatus.Unknown, await FailureAsync(context => context.Response.WriteAsync("<h1>Hello</h1>")));

    [Fact]
    public async Task G3_An_answer_without_a_status_is_an_unknown_error() =>
        Assert.Equal(
            GrpcStatus.Unknown,
            await FailureAsync(async context =>
            {
                GrpcServer.Begin(context);
                await context.Response.Body.WriteAsync(GrpcServer.Frame(new Empty()));
            })
        );

    [Fact]
    public async Task G3_A_status_that_is_no_number_is_an_unknown_error() =>
        Assert.Equal(
            GrpcStatus.Unknown,
            await FailureAsync(context =>
            {
                GrpcServer.Begin(context);
                context.Response.AppendTrailer("grpc-status", "fine");
                return Task.CompletedTask;
            })
        );

    [Theory]
    [InlineData(0x7, 14)]
    [InlineData(0x8, 1)]
    [InlineData(0xb, 8)]
    [InlineData(0xc, 7)]
    [InlineData(0x2, 13)]
    public async Task G3_A_reset_of_the_stream_stands_for_a_status(int errorCode, int grpc)
    {
        Assert.Equal((GrpcStatus)grpc, await FailureAsync(ResetAtOnce));
        Assert.Equal((GrpcStatus)grpc, await FailureAsync(ResetAfterOneMessage));

        Task ResetAtOnce(HttpContext context)
        {
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(errorCode);
            return Task.CompletedTask;
        }

        async Task ResetAfterOneMessage(HttpContext context)
        {
            GrpcServer.Begin(context);
            await context.Response.Body.WriteAsync(GrpcServer.Frame(new Empty()));
            await context.Response.Body.FlushAsync();
            await ResetAtOnce(context);
        }
    }

    [Theory]
    [InlineData(0x0, 14)]
    [InlineData(0xb, 8)]
    [InlineData(0x1, 13)]
    public async Task G3_A_connection_that_is_sent_away_stands_for_a_status(uint errorCode, int grpc)
    {
        await using var server = new GoAwayServer(errorCode);
        using var channel = Channel(server.Address);

        var failure = await Assert.ThrowsAsync<GrpcException>(() =>
            channel.CallAsync<Empty>(Method, new Empty(), Soon, Never)
        );

        Assert.Equal((GrpcStatus)grpc, failure.Status);
        Assert.Equal("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Encoding.ASCII.GetString(server.Preface));
    }

    [Fact]
    public async Task G3_A_server_that_is_not_there_is_unavailable()
    {
        var server = await GrpcServer.StartAsync(_ => Task.CompletedTask);
        var address = server.Address;
        await server.DisposeAsync();
        using var channel = Channel(address);

        var failure = await Assert.ThrowsAsync<GrpcException>(() =>
            channel.CallAsync<Empty>(Method, new Empty(), Soon, Never)
        );

        Assert.Equal(GrpcStatus.Unavailable, failure.Status);
        Assert.True(failure.IsTransport);
    }

    [Fact]
    public async Task A_compressed_message_is_refused_because_none_was_asked_for() =>
        Assert.Equal(
            GrpcStatus.Internal,
            await FailureAsync(async context =>
            {
                GrpcServer.Begin(context);
                await context.Response.Body.WriteAsync(new byte[] { 1, 0, 0, 0, 0 });
                GrpcServer.End(context);
            })
        );

    [Fact]
    public async Task A_message_that_is_cut_short_or_cannot_be_read_is_an_error()
    {
        Assert.Equal(GrpcStatus.Internal, await FailureAsync(context => WriteAsync(context, [0, 0, 0, 0, 9, 1])));
        Assert.Equal(GrpcStatus.Internal, await FailureAsync(context => WriteAsync(context, [0, 0, 0, 0, 1, 0xff])));

        static async Task WriteAsync(HttpContext context, byte[] bytes)
        {
            GrpcServer.Begin(context);
            await context.Response.Body.WriteAsync(bytes);
            GrpcServer.End(context);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_call_for_one_message_takes_exactly_one(int messages)
    {
        await using var server = await GrpcServer.StartAsync(async context =>
        {
            GrpcServer.Begin(context);
            await context.Response.Body.WriteAsync(new byte[5 * messages]);
            GrpcServer.End(context);
        });
        using var channel = Channel(server.Address);

        var failure = await Assert.ThrowsAsync<GrpcException>(() =>
            channel.CallAsync<Empty>(Method, new Empty(), Soon, Never)
        );

        Assert.Equal(GrpcStatus.Internal, failure.Status);
    }

    [Fact]
    public async Task A_call_ends_at_its_deadline_and_at_the_callers_wish()
    {
        await using var server = await GrpcServer.StartAsync(context =>
            Task.Delay(Timeout.Infinite, context.RequestAborted)
        );
        using var channel = Channel(server.Address);
        using var wish = new CancellationTokenSource();

        var slow = await Assert.ThrowsAsync<GrpcException>(() =>
            channel.CallAsync<Empty>(Method, new Empty(), TimeSpan.FromMilliseconds(50), Never)
        );
        var unwanted = channel.CallAsync<Empty>(Method, new Empty(), Soon, wish.Token);
        await wish.CancelAsync();

        Assert.Equal(GrpcStatus.DeadlineExceeded, slow.Status);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => unwanted);
    }

    private static GrpcChannel Channel(Uri address, params (string Name, string Value)[] headers) =>
        new(
            address,
            headers.ToDictionary(h => h.Name, h => h.Value, StringComparer.Ordinal),
            MaxMessageBytes,
            TimeProvider.System
        );

    private static async Task<GrpcStatus> FailureAsync(RequestDelegate answer)
    {
        await using var server = await GrpcServer.StartAsync(answer);
        using var channel = Channel(server.Address);
        return (await Assert.ThrowsAsync<GrpcException>(() => ReadAllAsync(channel))).Status;
    }

    private static async Task<List<string>> ReadAllAsync(GrpcChannel channel, Action<string>? eachText = null)
    {
        using var bound = new CancellationTokenSource(Soon);
        using var response = await channel.OpenAsync<StringValue>(Method, new Empty(), bound.Token);
        var texts = new List<string>();
        while (await response.ReadAsync(bound.Token) is { } message)
        {
            texts.Add(message.Value);
            eachText?.Invoke(message.Value);
        }

        return texts;
    }
}
