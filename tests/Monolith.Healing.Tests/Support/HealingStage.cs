using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Alerting.Contracts;
using Monolith.Audit.Contracts;
using Monolith.Healing.Actions;
using Monolith.Healing.Guardrails;
using Monolith.Platform.Documents;
using Monolith.Platform.Events;
using Monolith.Platform.Security;
using Monolith.Platform.Slices;

namespace Monolith.Healing.Tests.Support;

/// <summary>The module with an action, alerts and an audit trail that are only here, on a clock that tests move.</summary>
internal sealed class HealingStage : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private ModuleHost? _host;

    private readonly (string Name, string Value)[] _settings;

    private HealingStage(VirtualTime time, (string Name, string Value)[] settings)
    {
        (Time, _settings) = (time, settings);
        Alert = new FakeAlert(time);
    }

    public VirtualTime Time { get; }

    public FakeAction Action { get; } = new();

    public FakeAlert Alert { get; }

    public AuditRecorder Audit { get; } = new();

    public EscalationRecorder Escalations { get; } = new();

    public HttpClient Http => _host!.Http;

    public IServiceProvider Services => _host!.Services;

    public IDocumentStore Documents => Services.GetRequiredService<IDocumentStore>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts the module.</summary>
    /// <param name="settings">Settings besides those that every test has.</param>
    public static Task<HealingStage> StartAsync(params (string Name, string Value)[] settings) =>
        StartAsync(new VirtualTime(), settings);

    /// <summary>Starts the module on a clock that others share.</summary>
    /// <inheritdoc cref="StartAsync((string, string)[])"/>
    public static async Task<HealingStage> StartAsync(VirtualTime time, params (string Name, string Value)[] settings)
    {
        var stage = new HealingStage(time, settings);
        await stage.StartHostAsync(more: null, settings);
        return stage;
    }

    /// <summary>Stops the host and starts another on the same files.</summary>
    /// <param name="more">A module besides healing.</param>
    public async Task RestartAsync(IModule? more = null)
    {
        await _host!.DisposeAsync();
        await StartHostAsync(more, _settings);
    }

    private async Task StartHostAsync(IModule? more, (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Monolith:Runtime"] = "Embedded",
            ["Monolith:Workflows:DrainTimeout"] = "00:00:00",
            ["Monolith:Events:RetryDelay"] = "00:00:00.010",
            ["Modules:Healing:WatchInterval"] = "00:00:01",
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        _host = await ModuleHost.StartAsync(
            _folder.Path,
            more is null ? [new HealingModule()] : [new HealingModule(), more],
            collection =>
            {
                collection.AddSingleton<TimeProvider>(Time);
                collection.AddSingleton<IHealingAction>(Action);
                collection.AddSingleton<IAuditTrail>(Audit);
                collection.AddSingleton(Audit);
                collection.AddEventHandler<AuditEntry, AuditRecorder.Handler>("audit.entry");
                collection.AddSingleton(Escalations);
                collection.AddEventHandler<Contracts.HealingEscalated, EscalationRecorder.Handler>(
                    Contracts.HealingEscalated.Topic
                );
                collection.AddSingleton<IRequestHandler<MeasureAlert, AlertMeasurement>>(Alert);
                collection.AddSingleton<IRequestHandler<SeeAlerts, IReadOnlyList<AlertSight?>>>(Alert);
            },
            all
        );
    }

    /// <summary>Adds a policy.</summary>
    public async Task AddPolicyAsync(JsonObject policy)
    {
        var response = await Http.PostAsJsonAsync("/api/v1/healing/policies", policy, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    /// <summary>Tells of an alert that fires.</summary>
    public Task FireAsync(string tenant = "default", string service = "checkout") =>
        Services
            .GetRequiredService<IEventBus>()
            .PublishAsync(AlertFired.Topic, Some.Fired(Time.GetUtcNow(), tenant, service), Token);

    /// <summary>Whether healing has heard of that alert.</summary>
    public async Task<bool> HasHeardAsync()
    {
        var fingerprint = Some.Fired(Time.GetUtcNow()).Fingerprint;
        return await Services.GetRequiredService<Signals>().GetAsync(TenantId.Default, fingerprint, Token)
            is { Count: > 0 };
    }

    /// <summary>Lets time go by until a run of the tenant has ended.</summary>
    /// <returns>The newest run.</returns>
    public Task<JsonElement> UntilEndedAsync(string? tenant = null, int count = 1) =>
        UntilAsync(run => run.GetProperty("state").GetString() == "ended", $"{count} runs have ended", tenant, count);

    /// <summary>Lets time go by until so many runs are as they should be.</summary>
    /// <returns>The newest run.</returns>
    public async Task<JsonElement> UntilAsync(
        Func<JsonElement, bool> condition,
        string what,
        string? tenant = null,
        int count = 1
    )
    {
        var last = "no runs";
        JsonElement found = default;
        try
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    Time.Advance(TimeSpan.FromSeconds(4));
                    var list = await GetAsync("/api/v1/healing/runs", tenant);
                    var runs = list.GetProperty("runs").EnumerateArray().ToList();
                    last = list.ToString();
                    if (runs.Count(condition) < count)
                    {
                        return false;
                    }

                    found = await GetAsync($"/api/v1/healing/runs/{runs[0].GetProperty("id").GetString()}", tenant);
                    return true;
                },
                what
            );
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} There is {last}", e);
        }

        return found;
    }

    /// <summary>Asks the API.</summary>
    public async Task<JsonElement> GetAsync(string address, string? tenant = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (tenant is not null)
        {
            request.Headers.Add(ModuleHost.TenantHeader, tenant);
        }

        using var response = await Http.SendAsync(request, Token);
        return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    /// <summary>Sends something to the API as somebody.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string address,
        object? body = null,
        string caller = "tester",
        string tenant = "default",
        string? permissions = null,
        string? scope = null
    )
    {
        using var request = new HttpRequestMessage(method, address);
        request.Content = body is null ? null : JsonContent.Create(body);
        request.Headers.Add(ModuleHost.CallerHeader, caller);
        request.Headers.Add(ModuleHost.TenantHeader, tenant);
        if (permissions is not null)
        {
            request.Headers.Add(ModuleHost.PermissionsHeader, permissions);
        }

        if (scope is not null)
        {
            request.Headers.Add(ModuleHost.ScopeHeader, scope);
        }

        return await Http.SendAsync(request, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.DisposeAsync();
        _folder.Dispose();
    }
}
