using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Healing.Actions;
using Monolith.Healing.Actions.Calls;
using Monolith.Healing.Kubernetes;

namespace Monolith.Healing.Tests.Actions;

public sealed class CallActionTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(IHeaderDictionary Headers, string Body)> _received = new();
    private WebApplication _receiver = null!;
    private ServiceProvider _services = null!;
    private int _status = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Address => _receiver.Urls.Single();

    private WebhookAction Webhook => ActivatorUtilities.CreateInstance<WebhookAction>(_services);

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _receiver = builder.Build();
        _receiver.Run(ReceiveAsync);
        await _receiver.StartAsync(Token);
        var options = new CallOptions
        {
            AllowedHosts = ["127.0.0.1"],
            AllowedNetworks = ["127.0.0.0/8"],
            Secrets = new Dictionary<string, string>(StringComparer.Ordinal) { ["hook"] = "a secret" },
        };
        var services = new ServiceCollection();
        services.AddOptions();
        services.AddSingleton(Options.Create(options));
        services.AddSingleton<IOptionsMonitor<CallOptions>>(new Fixed(options));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(KubernetesCluster.None);
        services.AddSingleton<AllowedHosts>();
        services.AddSingleton<OutboundCalls>();
        _services = services.BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_webhook_is_signed_and_has_one_id_however_often_it_is_sent()
    {
        var request = ActionStage.Ask(parameters: [("url", $"{Address}/heal"), ("secret", "hook")]);
        var plan = await ActionStage.PlanAsync(Webhook, request);

        var result = await Webhook.ExecuteAsync(request, plan, Token);
        await Webhook.ExecuteAsync(request, plan, Token);

        var (headers, body) = _received.First();
        var id = headers["webhook-id"].ToString();
        var content = Encoding.UTF8.GetBytes($"{id}.{headers["webhook-timestamp"]}.{body}");
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes("a secret"), content));
        Assert.Equal(ActionOutcome.Changed, result.Outcome);
        Assert.Equal($"v1,{signature}", headers["webhook-signature"].ToString());
        Assert.All(_received, call => Assert.Equal(id, call.Headers["webhook-id"].ToString()));
    }

    [Fact]
    public async Task The_way_back_is_an_address_of_its_own()
    {
        var request = ActionStage.Ask(parameters: [("url", $"{Address}/heal"), ("undoUrl", $"{Address}/undo")]);
        var plan = await ActionStage.PlanAsync(Webhook, request);

        var result = await Webhook.RollBackAsync(request, plan, Token);

        Assert.True(plan.IsReversible);
        Assert.Equal(ActionOutcome.Changed, result.Outcome);
        Assert.Contains("\"phase\":\"undo\"", Assert.Single(_received).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://127.0.0.1.example.com/")]
    [InlineData("http://127.0.0.1@example.com/")]
    [InlineData("http://[::1]/")]
    public async Task An_address_that_the_operator_has_not_allowed_is_refused(string url)
    {
        var plan = await ActionStage.PlanAsync(Webhook, ActionStage.Ask(parameters: ("url", url)));

        Assert.Equal("hostNotAllowed", plan.Refusal?.Reason);
    }

    [Fact]
    public async Task A_host_that_is_allowed_but_leads_to_this_machine_is_not_called()
    {
        var options = Options.Create(new CallOptions { AllowedHosts = ["127.0.0.1"] });
        using var calls = new OutboundCalls(options, TimeProvider.System);
        var webhook = ActivatorUtilities.CreateInstance<WebhookAction>(_services, calls);
        var request = ActionStage.Ask(parameters: ("url", Address));
        var plan = await ActionStage.PlanAsync(webhook, request);

        var error = await Assert.ThrowsAsync<ActionUnavailableException>(() =>
            webhook.ExecuteAsync(request, plan, Token)
        );

        Assert.Contains("Modules:Healing:Calls:AllowedNetworks", error.Message, StringComparison.Ordinal);
        Assert.Empty(_received);
    }

    [Theory]
    [InlineData(503, null)]
    [InlineData(404, "refused")]
    [InlineData(302, "refused")]
    public async Task What_the_receiver_answers_decides_whether_it_is_tried_again(int status, string? reason)
    {
        _status = status;
        var request = ActionStage.Ask(parameters: ("url", Address));
        var plan = await ActionStage.PlanAsync(Webhook, request);

        if (reason is null)
        {
            await Assert.ThrowsAsync<ActionUnavailableException>(() => Webhook.ExecuteAsync(request, plan, Token));
            return;
        }

        Assert.Equal(reason, (await Webhook.ExecuteAsync(request, plan, Token)).Reason);
    }

    [Fact]
    public async Task A_cache_is_reset_with_the_same_key_however_often()
    {
        var action = ActivatorUtilities.CreateInstance<ResetCacheAction>(_services);
        var request = ActionStage.Ask(parameters: ("url", $"{Address}/reset"));
        var plan = await ActionStage.PlanAsync(action, request);

        await action.ExecuteAsync(request, plan, Token);
        var result = await action.ExecuteAsync(request, plan, Token);

        Assert.Null(result.Next);
        Assert.Single(_received.Select(call => call.Headers["Idempotency-Key"].ToString()).Distinct());
    }

    [Fact]
    public async Task Pods_take_turns_in_a_cache_reset()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout", replicas: 4);
        foreach (var pod in stage.Cluster.List("Pod", "shop"))
        {
            stage.Cluster.Change(
                "Pod",
                "shop",
                pod["metadata"]!["name"]!.GetValue<string>(),
                item => item["status"]!["podIP"] = "127.0.0.1"
            );
        }

        var action = ActivatorUtilities.CreateInstance<ResetCacheAction>(_services, stage.Kubernetes);
        var port = new Uri(Address).Port;
        var request = ActionStage.Ask(
            parameters: [("via", "pods"), ("path", "/reset"), ("port", $"{port}"), ("share", "50")]
        );
        var plan = await ActionStage.PlanAsync(action, request);

        var first = await action.ExecuteAsync(request, plan, Token);
        var halfway = _received.Count;
        var last = await action.ExecuteAsync(request with { Step = first.Next!.Step }, plan, Token);

        Assert.Equal((2, 4), (halfway, _received.Count));
        Assert.Equal(TimeSpan.FromMinutes(1), first.Next.After);
        Assert.Null(last.Next);
    }

    [Fact]
    public async Task Without_a_sidecar_dapr_is_refused_by_name()
    {
        var action = ActivatorUtilities.CreateInstance<ResetCacheAction>(_services);
        var request = ActionStage.Ask(parameters: [("via", "invoke"), ("app", "cart"), ("path", "/reset")]);

        var plan = await ActionStage.PlanAsync(action, request);

        Assert.Equal("noDapr", plan.Refusal?.Reason);
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        _received.Enqueue(
            (new HeaderDictionary(context.Request.Headers.ToDictionary()), await reader.ReadToEndAsync())
        );
        context.Response.StatusCode = _status;
        context.Response.Headers.Location = "http://169.254.169.254/";
    }

    private sealed class Fixed(CallOptions value) : IOptionsMonitor<CallOptions>
    {
        public CallOptions CurrentValue => value;

        public CallOptions Get(string? name) => value;

        public IDisposable? OnChange(Action<CallOptions, string?> listener) => null;
    }
}
