using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Monolith.DaprSidecar;
using Monolith.Platform.Dapr;

namespace Monolith.Runtime.Tests.Dapr;

/// <summary>What the client asks for reaches an app through the sidecar: jobs, output bindings, invocations.</summary>
public sealed class DaprAppTests : IAsyncLifetime
{
    private StubSidecar _app = null!; // the app, in these tests
    private Sidecar _sidecar = null!;
    private DaprTransport _transport = null!;
    private DaprClient _dapr = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await StubSidecar.StartAsync();
        _sidecar = await Sidecar.StartAsync(
            new SidecarOptions
            {
                AppPort = _app.Address.Port,
                AppApiToken = "the-apps-token",
                AppDialPause = TimeSpan.FromMilliseconds(10),
                Resources = $$"""
                kind: Component
                metadata: { name: hook }
                spec: { type: bindings.http, metadata: [ { name: url, value: "http://127.0.0.1:{{_app.Address.Port}}" } ] }
                ---
                kind: Component
                metadata: { name: mail }
                spec: { type: bindings.smtp }
                """,
            }
        );
        await _sidecar.WaitUntilReadyAsync(Token);
        var options = new DaprOptions { RetryDelay = TimeSpan.FromMilliseconds(1) };
        _transport = StubSidecar.CreateTransport(_sidecar.HttpEndpoint, options);
        _dapr = new DaprClient(_transport, Options.Create(options), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _transport.Dispose();
        await _sidecar.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_job_that_is_due_reaches_the_app_with_its_data_and_the_apps_token()
    {
        var job = new DaprJob { DueTime = "0s", Data = JsonSerializer.SerializeToElement(new { days = 30 }) };

        await _dapr.ScheduleJobAsync("tidy", job, Token);

        var trigger = await SeenAsync("/job/tidy");
        Assert.Equal(("POST", """{"days":30}"""), (trigger.Method, Text(trigger.Body)));
        Assert.Equal("the-apps-token", trigger.Headers["dapr-api-token"]);
    }

    [Fact]
    public async Task A_trigger_that_the_app_refuses_comes_again_as_often_as_the_job_says()
    {
        _app.Answers(500).Answers(500);
        var policy = new DaprJobFailurePolicy(new DaprJobRetry("1ms", 5));

        await _dapr.ScheduleJobAsync("tidy", new DaprJob { DueTime = "0s", FailurePolicy = policy }, Token);

        await IsOverAsync("tidy");
        Assert.Equal(3, _app.Requests.Count(request => request.Path == "/job/tidy"));
    }

    [Fact]
    public async Task A_job_is_read_back_replaced_on_demand_only_and_deleted()
    {
        var job = new DaprJob { Schedule = "@every 1h", Data = JsonSerializer.SerializeToElement("x") };
        await _dapr.ScheduleJobAsync("tidy", job, Token);

        var read = await _dapr.GetJobAsync("tidy", Token);
        var conflict = await Assert.ThrowsAsync<DaprException>(() => _dapr.ScheduleJobAsync("tidy", job, Token));
        await _dapr.ScheduleJobAsync("tidy", job with { Schedule = "@every 2h", Overwrite = true }, Token);
        var replaced = await _dapr.GetJobAsync("tidy", Token);
        await _dapr.DeleteJobAsync("tidy", Token);
        var gone = await Assert.ThrowsAsync<DaprException>(() => _dapr.GetJobAsync("tidy", Token));

        Assert.Equal(("@every 1h", "@every 2h"), (read.Schedule, replaced.Schedule));
        Assert.Equal("x", read.Data!.Value.GetProperty("value").GetString());
        Assert.Equal(HttpStatusCode.Conflict, conflict.Status);
        Assert.Equal("DAPR_SCHEDULER_GET_JOB", gone.ErrorCode);
    }

    [Fact]
    public async Task An_output_binding_hands_back_what_its_target_answered()
    {
        _app.Answers(201, "thanks");

        var answer = await _dapr.InvokeBindingAsync(
            "hook",
            "post",
            new { A = 1 },
            new Dictionary<string, string> { ["path"] = "/alerts" },
            Token
        );

        Assert.Equal("""{"a":1}""", Text((await SeenAsync("/alerts")).Body));
        Assert.Equal(("thanks", "201"), (Text(answer.Data), answer.Metadata["statusCode"]));
    }

    [Fact]
    public async Task An_output_binding_without_an_answer_hands_back_nothing()
    {
        var metadata = new Dictionary<string, string> { ["emailTo"] = "a@b" };

        var answer = await _dapr.InvokeBindingAsync("mail", "create", "hi", metadata, Token);

        var call = Assert.Single(_sidecar.Broker.BindingCalls("mail"));
        Assert.Equal(("create", "\"hi\"", "a@b"), (call.Operation, Text(call.Data), call.Metadata["emailTo"]));
        Assert.True(answer.Data.IsEmpty);
    }

    [Theory]
    [InlineData("hook")]
    [InlineData("none")]
    public async Task An_output_binding_that_fails_or_is_not_there_is_named_by_the_code_of_Dapr(string binding)
    {
        _app.Answers(503, "busy");

        var error = await Assert.ThrowsAsync<DaprException>(() =>
            _dapr.InvokeBindingAsync(binding, "post", "x", metadata: null, Token)
        );

        Assert.Equal("ERR_INVOKE_OUTPUT_BINDING", error.ErrorCode);
    }

    [Fact]
    public async Task An_app_is_invoked_across_two_sidecars_and_knows_who_calls()
    {
        await using var caller = await CallerAsync();
        var options = new DaprOptions { RetryDelay = TimeSpan.FromMilliseconds(1) };
        using var transport = StubSidecar.CreateTransport(caller.HttpEndpoint, options);
        var dapr = new DaprClient(transport, Options.Create(options), TimeProvider.System);
        _app.Answers(200, """{"total":12345678901234567}""").Answers(409, "sold");

        var order = await dapr.InvokeMethodAsync<Order>(
            HttpMethod.Put,
            "monolith",
            "/orders/a%20b?x=1",
            new { A = 1 },
            Token
        );
        var refused = await Assert.ThrowsAsync<DaprException>(() =>
            dapr.InvokeMethodAsync<Order>(HttpMethod.Get, "monolith", "sold", data: null, Token)
        );
        var unknown = await Assert.ThrowsAsync<DaprException>(() =>
            dapr.InvokeMethodAsync<Order>(HttpMethod.Get, "nobody", "x", data: null, Token)
        );

        var seen = await SeenAsync("/orders/a%20b?x=1");
        Assert.Equal(12345678901234567, order!.Total);
        Assert.Equal(("PUT", """{"a":1}"""), (seen.Method, Text(seen.Body)));
        Assert.Equal(("shop", "the-apps-token"), (seen.Headers["dapr-caller-app-id"], seen.Headers["dapr-api-token"]));
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal("ERR_DIRECT_INVOKE", unknown.ErrorCode);
    }

    private Task<Sidecar> CallerAsync() =>
        Sidecar.StartAsync(new SidecarOptions { AppId = "shop", Broker = _sidecar.Broker });

    private async Task<StubSidecar.Seen> SeenAsync(string path)
    {
        await Eventually.HoldsAsync(() => _app.Requests.Any(request => request.Path == path), $"{path} was asked");
        return _app.Requests.Single(request => request.Path == path);
    }

    /// <summary>A job that was triggered for the last time is no longer there.</summary>
    private Task IsOverAsync(string job) =>
        Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    await _dapr.GetJobAsync(job, Token);
                    return false;
                }
                catch (DaprException error) when (error.ErrorCode == "DAPR_SCHEDULER_GET_JOB")
                {
                    return true;
                }
            },
            $"{job} is over"
        );

    private static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);

    private sealed record Order(long Total);
}
