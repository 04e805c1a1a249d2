using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.Platform;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.ClickHouse.Migrations;
using Monolith.Platform.Engine;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Storage.Contracts;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Tests.Shipping;

/// <summary>The whole module on the real engine, with a place to come between the two.</summary>
internal sealed class StorageHost : IAsyncDisposable
{
    private readonly IHost _host;

    private StorageHost(IHost host, ClickHouseClient client, Interference interference) =>
        (_host, Client, Interference) = (host, client, interference);

    public ClickHouseClient Client { get; }

    public Interference Interference { get; }

    public SpoolFolder Spool => _host.Services.GetRequiredService<SpoolHolder>().Folder;

    public SpoolStatus Status => _host.Services.GetRequiredService<ISpoolStatus>().Current;

    public static async Task<StorageHost> StartAsync(
        EngineFixture engine,
        string folder,
        string database,
        bool isCutOff = false,
        string shipAge = "00:00:00.050"
    )
    {
        var interference = new Interference(engine.Endpoint.CreateHandler()) { IsCutOff = isCutOff };
        var client = new ClickHouseClient(
            new HttpClient(interference) { BaseAddress = EngineEndpoint.Address },
            database,
            TimeProvider.System
        );
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Modules:Storage:ShipAge"] = shipAge,
                ["Modules:Storage:RetentionDays"] = "3650", // the tests' records are of a day long ago
                ["Modules:Storage:ShipRetryMax"] = "00:00:00.200",
            }
        );
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new DataFolder(folder));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(client);
        builder.Services.AddOptions<ClickHouseOptions>();
        builder.Services.AddSingleton<MigrationRunner>();
        new StorageModule().AddServices(builder.Services, builder.Configuration);
        var host = new StorageHost(builder.Build(), client, interference);
        await host._host.StartAsync();
        return host;
    }

    public ILogBatch Open() => _host.Services.GetRequiredService<ILogWriter>().Open(TenantId.Default);

    public ISpanBatch OpenSpans() => _host.Services.GetRequiredService<ISpanWriter>().Open(TenantId.Default);

    public async Task CommitAsync(params SpanRecord[] spans)
    {
        using var batch = OpenSpans();
        foreach (var span in spans)
        {
            batch.Append(span);
        }

        await batch.CommitAsync(CancellationToken.None);
    }

    public async Task CommitAsync(params string[] bodies)
    {
        using var batch = Open();
        foreach (var body in bodies)
        {
            batch.Append(Some.LogRecord(body));
        }

        await batch.CommitAsync(CancellationToken.None);
    }

    public Task ShippedAsync() => Eventually.HoldsAsync(() => Status.WaitingFrames == 0, "everything is shipped");

    /// <summary>The answer to a query of one value.</summary>
    public async Task<string> AskAsync(string sql)
    {
        await using var result = await Client.QueryRawAsync(new ClickHouseQuery(sql), "TSV", CancellationToken.None);
        using var reader = new StreamReader(result.Body);
        return (await reader.ReadToEndAsync()).TrimEnd('\n');
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}

/// <summary>Stands between the module and the engine: can cut the wire, or lose an answer.</summary>
internal sealed class Interference(HttpMessageHandler engine) : DelegatingHandler(engine)
{
    private Func<Task>? _loseNextAnswer;
    private int _inserts;

    /// <summary>No request goes through.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>The table that the others are about.</summary>
    public string Table { get; set; } = "logs";

    /// <summary>Called once, after the next insert into the table has been done and before its answer is lost.</summary>
    public Func<Task>? LoseNextAnswer
    {
        get => Volatile.Read(ref _loseNextAnswer);
        set => Volatile.Write(ref _loseNextAnswer, value);
    }

    /// <summary>How many inserts into the table were done.</summary>
    public int Inserts => Volatile.Read(ref _inserts);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (IsCutOff)
        {
            throw new HttpRequestException("The wire is cut.");
        }

        var response = await base.SendAsync(request, cancellationToken);
        var query = Uri.UnescapeDataString(request.RequestUri!.Query);
        if (
            query.Contains("INSERT", StringComparison.Ordinal) && query.Contains($"`{Table}`", StringComparison.Ordinal)
        )
        {
            Interlocked.Increment(ref _inserts);
            if (Interlocked.Exchange(ref _loseNextAnswer, null) is { } then)
            {
                response.Dispose();
                await then();
                throw new HttpRequestException("The answer is lost.");
            }
        }

        return response;
    }
}
