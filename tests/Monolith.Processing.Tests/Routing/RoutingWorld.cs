using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Routing;
using Monolith.Processing.Stages;
using Monolith.Storage.Contracts;

namespace Monolith.Processing.Tests.Routing;

/// <summary>The module alone, in a folder of its own, with secrets and the right to reach this machine.</summary>
internal sealed class RoutingWorld : IAsyncDisposable
{
    private readonly TemporaryFolder? _folder;

    private RoutingWorld(ModuleHost host, SomePlans plans, TemporaryFolder? folder) =>
        (Host, Plans, _folder) = (host, plans, folder);

    public ModuleHost Host { get; }

    public SomePlans Plans { get; }

    public HttpClient Http => Host.Http;

    public static Task<RoutingWorld> StartAsync(string? path = null, params (string Name, string Value)[] settings) =>
        StartAsync(path, services: null, settings);

    /// <summary>Starts it with more services: the client of a sidecar.</summary>
    public static async Task<RoutingWorld> StartAsync(
        string? path,
        Action<IServiceCollection>? services,
        params (string Name, string Value)[] settings
    )
    {
        var folder = path is null ? new TemporaryFolder() : null;
        var configuration = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Modules:Processing:Routing:AllowedNetworks:0"] = "127.0.0.0/8",
            ["Modules:Processing:Routing:Secrets:key"] = "top-secret-value",
            ["Modules:Processing:Routing:RetryFirst"] = "00:00:00.010",
            ["Modules:Processing:Routing:RetryMax"] = "00:00:00.050",
        };
        foreach (var (name, value) in settings)
        {
            configuration[$"Modules:Processing:Routing:{name}"] = value;
        }

        var plans = new SomePlans();
        var host = await ModuleHost.StartAsync(
            path ?? folder!.Path,
            [new ProcessingModule()],
            registered =>
            {
                registered.AddSingleton<ILogWriter, NoWriter>().AddSingleton<ISpanWriter, NoWriter>();
                registered.AddSingleton<ITenantPlans>(plans);
                services?.Invoke(registered);
            },
            configuration
        );
        return new RoutingWorld(host, plans, folder);
    }

    /// <summary>Adds a destination.</summary>
    public async Task AddAsync(string json, string tenant = "default")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/destinations")
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add(ModuleHost.TenantHeader, tenant);
        var answer = await Http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Has a stage forward records, and makes them durable as a batch does.</summary>
    /// <returns>How many of them are stored here, too.</returns>
    public async Task<int> ForwardAsync(string settings, params LogRecord[] records)
    {
        var (stage, context) = (Stage("forward", settings), Context());
        var stored = 0;
        foreach (var record in records)
        {
            Assert.Equal(Fate.Keep, stage.Apply(record, in context).Fate);
            stored += context.Forwards!.Take(record) ? 1 : 0;
        }

        await context.Forwards!.CommitAsync();
        context.Forwards.Clear();
        return stored;
    }

    /// <summary>A stage of a tenant's pipeline.</summary>
    public RecordStage Stage(string kind, string settings, string tenant = "default") =>
        Host
            .Services.GetServices<IStageKind>()
            .Single(k => k.Name == kind)
            .Build(JsonNode.Parse(settings), new StageScope(new TenantId(tenant), "main", kind, IsTrial: false));

    public static StageContext Context() =>
        new(TenantId.Default, new ScratchBuffer(), new Tally(), 0) { Forwards = new BatchForwards() };

    /// <summary>How it goes with a destination.</summary>
    public async Task<JsonElement> StatusAsync(string id) =>
        (await Http.GetFromJsonAsync<JsonElement>($"/api/v1/destinations/{id}")).GetProperty("status");

    /// <summary>Returns once the destination has taken so many records.</summary>
    public Task SentAsync(string id, long records) =>
        Eventually.HoldsAsync(
            async () => (await StatusAsync(id)).GetProperty("sent").GetInt64() >= records,
            $"{id} has {records} records"
        );

    public static LogRecord Record(
        string body,
        SeverityNumber severity = SeverityNumber.Info,
        params (string Name, string Value)[] attributes
    )
    {
        var record = new LogRecord
        {
            TimeUnixNano = 1_772_600_767_123_456_789,
            ObservedTimeUnixNano = 1_772_600_768_000_000_000,
            Severity = severity,
            SeverityText = SeverityNames.ShortName(severity),
            ServiceName = "checkout"u8.ToArray(),
            CorrelationId = "c-1"u8.ToArray(),
            TraceId = Convert.FromHexString("0af7651916cd43dd8448eb211c80319c"),
            SpanId = Convert.FromHexString("b7ad6b7169203331"),
            HttpStatus = 503,
            DurationMs = 12.5,
            Body = Encoding.UTF8.GetBytes(body),
        };
        foreach (var (name, value) in attributes)
        {
            record.Attributes.Add(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        }

        record.Resource.Add("host.name"u8.ToArray(), "web-1"u8.ToArray());
        return record;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _folder?.Dispose();
    }

    private sealed class NoWriter : ILogWriter, ISpanWriter
    {
        ILogBatch ILogWriter.Open(TenantId tenant) => throw new NotSupportedException();

        ISpanBatch ISpanWriter.Open(TenantId tenant) => throw new NotSupportedException();
    }
}
