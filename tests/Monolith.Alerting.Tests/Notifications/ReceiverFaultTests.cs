using Microsoft.AspNetCore.Http;
using Monolith.Alerting.Notifications.Deliveries;
using Monolith.Alerting.Notifications.Settings;
using Monolith.Alerting.Tests.Notifications.Support;

namespace Monolith.Alerting.Tests.Notifications;

/// <summary>Receivers that are slow, busy, broken, or not there.</summary>
public sealed class ReceiverFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();
    private WebhookServer _webhooks = null!;
    private NotificationHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _webhooks = await WebhookServer.StartAsync();
        _host = await NotificationHost.StartAsync(_folder, Settings());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _webhooks.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_server_error_is_tried_again_under_the_same_key()
    {
        _webhooks.Answer = (http, number) => Say(http, number < 3 ? 500 : 200);

        await FireAsync();
        await UntilAsync(TimeSpan.FromSeconds(1), DeliveryStatus.Delivered);

        Assert.Equal(3, _webhooks.Received.Count);
        Assert.Single(_webhooks.Received.Select(w => w.Key).Distinct());
        Assert.Equal(3, (await DeliveryAsync()).Attempts);
        Assert.Equal("200 said 200", (await DeliveryAsync()).Receipt);
    }

    [Fact]
    public async Task A_busy_receiver_is_left_alone_for_as_long_as_it_says()
    {
        _webhooks.Answer = (http, number) =>
        {
            http.Response.Headers.RetryAfter = "60";
            return Say(http, number == 1 ? 429 : 200);
        };

        await FireAsync();
        await UntilAsync(TimeSpan.FromSeconds(1), DeliveryStatus.Delivered);

        var pause = _webhooks.Received[1].At - _webhooks.Received[0].At;
        Assert.InRange(pause, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(70));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task A_refusal_is_not_tried_again_before_the_next_turn(int status)
    {
        _webhooks.Answer = (http, _) =>
        {
            http.Response.Headers.Location = "http://169.254.169.254/latest/meta-data";
            return Say(http, status);
        };

        await FireAsync();
        await UntilAsync(TimeSpan.FromMilliseconds(10), DeliveryStatus.Failed);

        Assert.Equal(1, (await DeliveryAsync()).Attempts);
        Assert.StartsWith($"{status}", (await DeliveryAsync()).Receipt);
    }

    [Fact]
    public async Task A_receiver_that_never_answers_is_given_up_after_the_group_interval_and_tried_at_the_next()
    {
        _webhooks.Answer = (http, _) => Task.Delay(Timeout.Infinite, http.RequestAborted);
        await FireAsync();

        // Whoever looks in between seldom sees it given up: the next turn begins when the last one has used up its time.
        var secondTurnIsOver = _host.Now + 2 * Turn;
        await _host.AdvanceUntilAsync(
            TimeSpan.FromSeconds(5),
            () => _host.Now > secondTurnIsOver && _webhooks.Received.Count > 1,
            "two turns have passed without an answer"
        );
        Assert.InRange((await DeliveryAsync()).Attempts, 0, 40);

        _webhooks.Answer = null;
        await UntilAsync(TimeSpan.FromSeconds(5), DeliveryStatus.Delivered);

        Assert.Single(_webhooks.Received.Select(w => w.Key).Distinct());
    }

    [Fact]
    public async Task A_connection_that_is_closed_without_an_answer_is_tried_again()
    {
        _webhooks.Answer = (http, number) =>
        {
            if (number == 1)
            {
                http.Abort();
            }

            return Task.CompletedTask;
        };

        await FireAsync();
        await UntilAsync(TimeSpan.FromSeconds(1), DeliveryStatus.Delivered);

        Assert.Equal(2, _webhooks.Received.Count);
    }

    [Fact]
    public async Task A_receiver_that_fails_does_not_hold_up_another()
    {
        await _host.PutAsync(
            Settings() with
            {
                Receivers =
                [
                    new ReceiverSettings(
                        "team",
                        [new WebhookSettings($"{_webhooks.Url}/bad"), new WebhookSettings($"{_webhooks.Url}/good")]
                    ),
                ],
            }
        );
        _webhooks.Answer = (http, _) =>
            Say(http, http.Request.Path.Value!.EndsWith("bad", StringComparison.Ordinal) ? 503 : 200);

        await FireAsync();
        await Eventually.HoldsAsync(
            async () => (await _host.DeliveriesAsync()).Any(d => d.Status == DeliveryStatus.Delivered),
            "the good one was told"
        );

        Assert.Contains(await _host.DeliveriesAsync(), d => d.Status == DeliveryStatus.Sending);
    }

    [Fact]
    public async Task What_the_receiver_says_is_kept_short_and_harmless()
    {
        _webhooks.Answer = (http, _) => http.Response.WriteAsync($"\u001b[31mred\r\n{new string('x', 10_000)}");

        await FireAsync();
        await UntilAsync(TimeSpan.FromMilliseconds(10), DeliveryStatus.Delivered);

        var receipt = (await DeliveryAsync()).Receipt;
        Assert.InRange(receipt.Length, 1, 210);
        Assert.DoesNotContain(receipt, char.IsControl);
    }

    private static async Task Say(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsync($"said {status}");
    }

    private async Task FireAsync()
    {
        _host.Clock.Advance(TimeSpan.FromSeconds(2)); // settings put by a test hold by then
        await _host.ReceiveAsync(SomeAlert.Firing(_host.Now + TimeSpan.FromDays(30), "pod=1"));
        _host.Clock.Advance(Wait);
    }

    /// <summary>Moves the clock on until the delivery has a status, and says how it was then.</summary>
    private async Task<Delivery> UntilAsync(TimeSpan step, DeliveryStatus status)
    {
        Delivery? seen = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                seen = (await _host.DeliveriesAsync()).SingleOrDefault();
                if (seen?.Status != status)
                {
                    _host.Clock.Advance(step);
                }

                return seen?.Status == status;
            },
            $"it is {status}"
        );
        return seen!;
    }

    private async Task<Delivery> DeliveryAsync() => Assert.Single(await _host.DeliveriesAsync());

    private NotificationSettings Settings() =>
        new(
            new RouteSettings("team", GroupBy: ["alertname"]),
            [new ReceiverSettings("team", [new WebhookSettings(_webhooks.Url)])]
        );
}
