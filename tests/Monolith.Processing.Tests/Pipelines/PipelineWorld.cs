using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Storage.Contracts;

namespace Monolith.Processing.Tests.Pipelines;

/// <summary>The module alone, behind HTTP, with a store in memory that remembers what it was given.</summary>
internal sealed class PipelineWorld : IAsyncDisposable
{
    private readonly ModuleHost _host;
    private readonly TemporaryFolder? _owned;

    private PipelineWorld(ModuleHost host, StoredRecords stored, SomePlans plans, TemporaryFolder? owned) =>
        (_host, Stored, Plans, _owned) = (host, stored, plans, owned);

    /// <summary>Asks the module.</summary>
    public HttpClient Http => _host.Http;

    /// <summary>What was stored.</summary>
    public StoredRecords Stored { get; }

    /// <summary>What tenants may use.</summary>
    public SomePlans Plans { get; }

    /// <summary>The services of the module.</summary>
    public IServiceProvider Services => _host.Services;

    public static async Task<PipelineWorld> StartAsync(
        string? dataFolder = null,
        TimeProvider? clock = null,
        params (string Key, string? Value)[] settings
    )
    {
        var owned = dataFolder is null ? new TemporaryFolder() : null;
        var (stored, plans) = (new StoredRecords(), new SomePlans());
        var host = await ModuleHost.StartAsync(
            dataFolder ?? owned!.Path,
            [new ProcessingModule()],
            services =>
            {
                services.AddOptions<RetentionOptions>();
                services.AddSingleton<ILogWriter>(stored).AddSingleton<ITenantPlans>(plans);
                if (clock is not null)
                {
                    services.AddSingleton(clock);
                }
            },
            settings.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal)
        );
        return new PipelineWorld(host, stored, plans, owned);
    }

    /// <summary>Looks at once for what files and other replicas have changed.</summary>
    public async Task LookAsync()
    {
        foreach (var documents in Services.GetServices<IWatchedDocuments>())
        {
            await documents.ReloadAsync(CancellationToken.None);
        }
    }

    /// <summary>Sends one record through the pipeline and says what became of it.</summary>
    public async Task<BatchOutcome> SendAsync(
        string body,
        string tenant = "default",
        params (string Name, string Value)[] attributes
    )
    {
        var pipeline = Services.GetRequiredService<ILogPipeline>();
        using var batch = pipeline.Open(new BatchOrigin(new TenantId(tenant), "ndjson"));
        batch.Record.Body = Encoding.UTF8.GetBytes(body);
        foreach (var (name, value) in attributes)
        {
            batch.Record.Attributes.Add(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        }

        batch.Submit(1, batch.Record.Body);
        return await batch.CommitAsync(CancellationToken.None);
    }

    public Task<HttpResponseMessage> PutAsync(string name, string yaml, string? etag = null, string? tenant = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/pipelines/{name}") { Content = Yaml(yaml) };
        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", etag);
        }

        return SendAsync(request, tenant);
    }

    public Task<HttpResponseMessage> PostAsync(string path, HttpContent? content = null, string? tenant = null) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/api/v1/pipelines/{path}") { Content = content }, tenant);

    /// <summary>Saves a document and publishes it.</summary>
    public async Task PublishAsync(string name, string yaml, string? tenant = null)
    {
        (await PutAsync(name, yaml, tenant: tenant)).EnsureSuccessStatusCode();
        (await PostAsync($"{name}/publish", tenant: tenant)).EnsureSuccessStatusCode();
    }

    public async Task<JsonNode> GetAsync(string path, string? tenant = null)
    {
        var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/api/v1/pipelines{path}"), tenant);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public static StringContent Yaml(string text) => new(text, Encoding.UTF8, "application/yaml");

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _owned?.Dispose();
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? tenant)
    {
        if (tenant is not null)
        {
            request.Headers.Add(ModuleHost.TenantHeader, tenant);
        }

        return Http.SendAsync(request);
    }
}

/// <summary>What storage was given, as text.</summary>
internal sealed class StoredRecords : ILogWriter
{
    private readonly Lock _gate = new();
    private readonly List<StoredRecord> _records = [];
    private readonly List<string> _quarantined = [];

    /// <summary>Whether there is no room.</summary>
    public bool IsFull { get; set; }

    public IReadOnlyList<StoredRecord> Records
    {
        get
        {
            lock (_gate)
            {
                return [.. _records];
            }
        }
    }

    public IReadOnlyList<string> Quarantined
    {
        get
        {
            lock (_gate)
            {
                return [.. _quarantined];
            }
        }
    }

    public ILogBatch Open(TenantId tenant) => new Batch(this, tenant);

    private sealed class Batch(StoredRecords all, TenantId tenant) : ILogBatch
    {
        private readonly List<StoredRecord> _records = [];
        private readonly List<string> _quarantined = [];

        public int Count => _records.Count;

        public void Append(LogRecord record) => _records.Add(StoredRecord.Of(tenant, record));

        public void AppendQuarantined(in QuarantinedRecord record) =>
            _quarantined.Add($"{record.Reason}: {record.Detail}");

        public DeliveryClaim Claim(ReadOnlySpan<byte> name) => default;

        public ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            if (all.IsFull)
            {
                throw new OverloadedException("Full.", TimeSpan.FromSeconds(1));
            }

            lock (all._gate)
            {
                all._records.AddRange(_records);
                all._quarantined.AddRange(_quarantined);
            }

            return ValueTask.CompletedTask;
        }

        public void Dispose() { }
    }
}

/// <summary>A record that was stored.</summary>
internal sealed record StoredRecord(string Tenant, string Body, IReadOnlyDictionary<string, string> Attributes)
{
    public uint Weight { get; init; }

    public string Host { get; init; } = "";

    public static StoredRecord Of(TenantId tenant, LogRecord record) =>
        new(
            tenant.Value,
            Text(record.Body),
            record.Attributes.Items.ToArray().ToDictionary(a => Text(a.Key), a => Text(a.Value), StringComparer.Ordinal)
        )
        {
            Weight = record.Weight,
            Host = Text(record.Resource.Items.ToArray().SingleOrDefault(a => Text(a.Key) == "host.name").Value),
        };

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
