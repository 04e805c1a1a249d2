using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Alerting.Alerts;
using Monolith.Alerting.Contracts;
using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Rules;
using Monolith.Alerting.Scheduling;
using Monolith.Audit.Contracts;
using Monolith.Explore.Contracts;
using Monolith.Platform.Events;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Tests;

/// <summary>The module alone, with time standing still and answers that a test decides on. Started again on the same folder, it
/// is the same installation after a restart.</summary>
internal sealed class AlertingHost : IAsyncDisposable
{
    private readonly ModuleHost _host;

    private AlertingHost(ModuleHost host, TestAnswers answers, VirtualTime time)
    {
        (_host, Answers, Time) = (host, answers, time);
    }

    public HttpClient Http => _host.Http;

    public ModuleHost Module => _host;

    public VirtualTime Time { get; }

    /// <summary>What rules are told when they ask.</summary>
    public TestAnswers Answers { get; }

    public Told Told => _host.Services.GetRequiredService<Told>();

    public DateTimeOffset Now => Time.GetUtcNow();

    public T Service<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <param name="folder">Where it keeps its data.</param>
    /// <param name="time">Its clock; one that begins at <see cref="ManualTime.Start"/> without it.</param>
    /// <param name="told">Remembers over restarts what was told.</param>
    /// <param name="settings">The configuration.</param>
    public static async Task<AlertingHost> StartAsync(
        TemporaryFolder folder,
        VirtualTime? time = null,
        Told? told = null,
        IReadOnlyDictionary<string, string?>? settings = null
    )
    {
        var answers = new TestAnswers();
        var clock = time ?? new VirtualTime();
        var host = await ModuleHost.StartAsync(
            folder.Path,
            [new AlertingModule()],
            services =>
            {
                services.AddSingleton<TimeProvider>(clock);
                services.AddSingleton(told ?? new Told());
                services.AddSingleton<IRequestHandler<MeasureLogs, IReadOnlyList<Measurement>>>(answers);
                services.AddSingleton<IAlertReceiver>(provider => provider.GetRequiredService<Told>());
                services.AddEventHandler<AlertFired, FiredHandler>(AlertFired.Topic);
                services.AddEventHandler<AlertResolved, ResolvedHandler>(AlertResolved.Topic);
                services.AddEventHandler<AuditEntry, AuditHandler>("audit.entry");
            },
            // Time moves in leaps here: the lease must outlive them.
            new Dictionary<string, string?>(
                settings ?? new Dictionary<string, string?>(StringComparer.Ordinal),
                StringComparer.Ordinal
            )
            {
                ["Modules:Alerting:LeaseDuration"] = "01:00:00",
            }
        );
        return new AlertingHost(host, answers, clock);
    }

    /// <summary>Adds a rule, which must work.</summary>
    public async Task<JsonObject> AddAsync(string rule)
    {
        using var response = await Http.PostAsync(
            new Uri("/api/v1/alerts/rules", UriKind.Relative),
            new StringContent(rule, System.Text.Encoding.UTF8, "application/json")
        );
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>The answer to a request that must work.</summary>
    public async Task<JsonObject> GetAsync(string path) =>
        (await Http.GetFromJsonAsync<JsonObject>(new Uri(path, UriKind.Relative)))!;

    /// <summary>Waits until the rule was evaluated at or after a moment.</summary>
    public Task EvaluatedAsync(string rule, DateTimeOffset since) =>
        Eventually.HoldsAsync(
            () => Service<RuleStatusBoard>().Of(new RuleKey(TenantId.Default, rule))?.LastEvaluation >= since,
            $"{rule} is evaluated"
        );

    /// <summary>Evaluates a rule once, past the scheduler.</summary>
    public async Task EvaluateAsync(string rule)
    {
        var known = await Service<RuleCatalog>().GetAsync(new RuleKey(TenantId.Default, rule), CancellationToken.None);
        await Service<RuleEvaluator>().EvaluateAsync(known, Now, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private sealed class FiredHandler(Told told) : IEventHandler<AlertFired>
    {
        public Task HandleAsync(Event<AlertFired> e, CancellationToken cancellationToken)
        {
            told.Fired.Enqueue(e.Data);
            return Task.CompletedTask;
        }
    }

    private sealed class AuditHandler(Told told) : IEventHandler<AuditEntry>
    {
        public Task HandleAsync(Event<AuditEntry> e, CancellationToken cancellationToken)
        {
            told.Audited.Enqueue(e.Data);
            return Task.CompletedTask;
        }
    }

    private sealed class ResolvedHandler(Told told) : IEventHandler<AlertResolved>
    {
        public Task HandleAsync(Event<AlertResolved> e, CancellationToken cancellationToken)
        {
            told.Resolved.Enqueue(e.Data);
            return Task.CompletedTask;
        }
    }
}

/// <summary>What the module has told others.</summary>
internal sealed class Told : IAlertReceiver
{
    public ConcurrentQueue<AlertFired> Fired { get; } = new();

    public ConcurrentQueue<AlertResolved> Resolved { get; } = new();

    public ConcurrentQueue<Alert> Alerts { get; } = new();

    public ConcurrentQueue<AuditEntry> Audited { get; } = new();

    public Task ReceiveAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        foreach (var alert in alerts)
        {
            Alerts.Enqueue(alert);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Answers questions as a test says.</summary>
internal sealed class TestAnswers : IRequestHandler<MeasureLogs, IReadOnlyList<Measurement>>
{
    public ConcurrentQueue<MeasureLogs> Asked { get; } = new();

    /// <summary>The answer; nothing is found without one.</summary>
    public Func<MeasureLogs, IReadOnlyList<Measurement>> Answer { get; set; } = _ => [];

    /// <summary>From now on each service has this value.</summary>
    public void Values(params (string Service, double? Value)[] values) =>
        Answer = asked =>
            [
                .. values.Select(v => new Measurement(
                    asked.At,
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["service"] = v.Service },
                    v.Value,
                    100
                )),
            ];

    public void Fail(string message) => Answer = _ => throw new InvalidOperationException(message);

    /// <summary>Answers come when this is done.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public async Task<IReadOnlyList<Measurement>> Handle(MeasureLogs request, CancellationToken cancellationToken)
    {
        Asked.Enqueue(request);
        await Gate.WaitAsync(cancellationToken);
        return Answer(request);
    }
}
