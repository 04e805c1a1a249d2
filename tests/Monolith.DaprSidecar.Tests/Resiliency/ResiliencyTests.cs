using Monolith.DaprSidecar.Resiliency;
using Monolith.DaprSidecar.Resources;
using Monolith.DaprSidecar.Tests.Support;

namespace Monolith.DaprSidecar.Tests.Resiliency;

public sealed class ResiliencyTests
{
    [Fact]
    public void An_exponential_retry_waits_longer_each_time_up_to_its_bound()
    {
        var retry = Retry.Read(Yaml.Read("{ policy: exponential, maxInterval: 2s, maxRetries: 8 }")[0]);

        Assert.Equal(
            [500, 750, 1125, 2000],
            new[] { 1, 2, 3, 8 }.Select(number => retry.Pause(number).TotalMilliseconds)
        );
        Assert.Equal(8, retry.MaxRetries);
    }

    [Fact]
    public void A_breaker_opens_after_its_failures_and_lets_one_attempt_through_after_its_rest()
    {
        var clock = new ManualTime();
        var breaker = new CircuitBreaker(
            Yaml.Read("{ maxRequests: 1, timeout: 20s, trip: consecutiveFailures > 1 }")[0],
            clock
        );

        Fail();
        Assert.True(breaker.TryEnter());
        Fail();
        Assert.False(breaker.TryEnter());
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.True(breaker.TryEnter());
        Assert.False(breaker.TryEnter());
        breaker.Report(succeeded: true);
        Assert.True(breaker.TryEnter());

        void Fail() => breaker.Report(succeeded: false);
    }

    [Fact]
    public async Task A_delivery_that_takes_longer_than_its_bound_has_failed()
    {
        const string Bound = """
            kind: Resiliency
            spec:
              policies: { timeouts: { quick: 50ms } }
              targets: { components: { pubsub: { inbound: { timeout: quick } } } }
            """;
        using var release = new ManualResetEventSlim();
        await using var stage = await Stage.WithTopicAsync(
            "logs",
            Stage.DeadLetters,
            _ =>
            {
                release.Wait(TimeSpan.FromSeconds(30));
                return (200, "");
            },
            new SidecarOptions { Resources = Bound }
        );

        await stage.PublishAsync("logs", "1");

        await stage.PublishedAsync("dead");
        release.Set();
    }

    [Theory]
    [InlineData("DefaultRetryPolicy")]
    [InlineData("DefaultComponentInboundRetryPolicy")]
    [InlineData("DefaultPubsubComponentInboundRetryPolicy")]
    public async Task A_default_policy_counts_where_no_target_is_named(string name)
    {
        await using var stage = await Stage.WithTopicAsync(
            "logs",
            Stage.DeadLetters,
            _ => (500, ""),
            new SidecarOptions
            {
                Resources = $$"""
                kind: Resiliency
                spec: { policies: { retries: { {{name}}: { policy: constant, duration: 1ms, maxRetries: 1 } } } }
                """,
            }
        );

        await stage.PublishAsync("logs", "1");
        await stage.PublishedAsync("dead");

        Assert.Equal(2, stage.App.At("/logs").Count);
    }

    [Theory]
    [InlineData("1m30s", 90)]
    [InlineData("1.5h", 5400)]
    [InlineData("200ms", 0.2)]
    [InlineData("PT90S", 90)]
    [InlineData("0", 0)]
    public void Durations_are_read_as_Go_and_ISO_write_them(string text, double seconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));

        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5 s")]
    [InlineData("PX")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Durations.TryParse(text, out _));
}
