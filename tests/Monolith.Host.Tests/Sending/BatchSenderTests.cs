using Monolith.Host.Sending;

namespace Monolith.Host.Tests.Sending;

public sealed class BatchSenderTests
{
    private static readonly byte[] TwoRecords = "{\"message\":\"a\"}\n{\"message\":\"b\"}\n"u8.ToArray();

    [Fact]
    public async Task An_answer_is_read_record_by_record()
    {
        await using var server = await StubServer.StartAsync();
        server.Refuse = record => record.Contains("\"b\"", StringComparison.Ordinal) ? "invalid_time" : null;
        using var sender = SenderTo(server.Url);

        var delivery = await sender.SendAsync(TwoRecords, CancellationToken.None);

        Assert.Equal(1, delivery.Receipt.Accepted);
        Assert.Equal(1, delivery.Receipt.Rejected);
        Assert.Equal(new Refusal(2, "invalid_time", "as told"), Assert.Single(delivery.Receipt.Refusals));
        Assert.Equal(0, delivery.Retries);
    }

    [Fact]
    public async Task A_batch_that_found_no_room_is_sent_again_and_is_stored_once()
    {
        await using var server = await StubServer.StartAsync();
        server.NextIsOverloaded();
        server.NextIsOverloaded();
        using var sender = SenderTo(server.Url);

        var delivery = await sender.SendAsync(TwoRecords, CancellationToken.None);

        Assert.Equal(2, delivery.Retries);
        Assert.False(delivery.MayBeTwice);
        Assert.Equal(2, server.Records.Count);
    }

    [Fact]
    public async Task A_lost_answer_is_retried_and_said_to_be_in_doubt()
    {
        await using var server = await StubServer.StartAsync();
        server.NextAnswerIsLost();
        using var sender = SenderTo(server.Url);

        var delivery = await sender.SendAsync(TwoRecords, CancellationToken.None);

        Assert.True(delivery.MayBeTwice);
        Assert.Equal(2, delivery.Receipt.Accepted);
        Assert.Equal(4, server.Records.Count);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_waited_for_but_not_for_ever()
    {
        var failures = new List<FailedAttempt>();
        using var sender = new BatchSender(
            new Uri("http://127.0.0.1:1/"),
            null,
            TimeSpan.FromMilliseconds(1),
            TimeProvider.System
        )
        {
            OnFailedAttempt = failures.Add,
        };

        await Assert.ThrowsAsync<UndeliverableException>(() => sender.SendAsync(TwoRecords, CancellationToken.None));

        Assert.InRange(failures.Count, 0, 2);
    }

    [Fact]
    public async Task The_wait_that_a_server_asks_for_is_kept()
    {
        await using var server = await StubServer.StartAsync();
        server.Next(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "1";
            return Task.CompletedTask;
        });
        var failures = new List<FailedAttempt>();
        using var sender = SenderTo(server.Url, failures.Add);

        await sender.SendAsync(TwoRecords, CancellationToken.None);

        Assert.Equal(TimeSpan.FromSeconds(1), Assert.Single(failures).NextIn);
    }

    [Fact]
    public async Task A_batch_that_the_server_will_never_take_is_not_sent_again()
    {
        await using var server = await StubServer.StartAsync();
        server.Next(async context =>
        {
            context.Response.StatusCode = 401;
            context.Response.ContentType = "application/problem+json";
            await context.Response.Body.WriteAsync("""{"detail":"Show a key."}"""u8.ToArray());
        });
        using var sender = SenderTo(server.Url);

        var refused = await Assert.ThrowsAsync<UndeliverableException>(() =>
            sender.SendAsync(TwoRecords, CancellationToken.None)
        );

        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Show a key.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task The_key_is_shown_to_the_server()
    {
        await using var server = await StubServer.StartAsync();
        using var sender = new BatchSender(server.Url, "k-1", Timeout.InfiniteTimeSpan, TimeProvider.System);

        await sender.SendAsync(TwoRecords, CancellationToken.None);

        Assert.Equal("Bearer k-1", server.LastKey);
    }

    private static BatchSender SenderTo(Uri server, Action<FailedAttempt>? onFailedAttempt = null) =>
        new(server, null, Timeout.InfiniteTimeSpan, TimeProvider.System) { OnFailedAttempt = onFailedAttempt };
}
