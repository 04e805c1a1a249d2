using System.Formats.Tar;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Audit.Contracts;
using Monolith.Audit.Shipping;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.ClickHouse.Migrations;
using Monolith.Platform.Slices;
using Monolith.Storage;

namespace Monolith.Audit.Tests;

/// <summary>The module on the real engine, in a database of its own.</summary>
internal sealed class AuditHost : IAsyncDisposable
{
    private readonly TemporaryFolder? _ownFolder;
    private readonly ModuleHost _host;

    private AuditHost(TemporaryFolder? ownFolder, ModuleHost host, ClickHouseClient client) =>
        (_ownFolder, _host, Client) = (ownFolder, host, client);

    /// <summary>ClickHouse, as whoever has its password sees it.</summary>
    public ClickHouseClient Client { get; }

    public HttpClient Http => _host.Http;

    public IAuditTrail Trail => Service<IAuditTrail>();

    public T Service<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <param name="engine">The engine.</param>
    /// <param name="database">Its database for this test.</param>
    /// <param name="folder">Data of an earlier host; null for a new folder, which goes with the host.</param>
    /// <param name="reaches">False cuts the module off from ClickHouse.</param>
    /// <param name="other">A module beside it.</param>
    /// <param name="settings">The configuration.</param>
    /// <param name="services">What takes the place of its own.</param>
    public static async Task<AuditHost> StartAsync(
        EngineFixture engine,
        string database,
        string? folder = null,
        bool reaches = true,
        IModule? other = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? services = null
    )
    {
        var own = folder is null ? new TemporaryFolder() : null;
        var client = engine.CreateClient(database);
        var seen = reaches
            ? client
            : new ClickHouseClient(
                new HttpClient(new Nobody()) { BaseAddress = new Uri("http://nobody/") },
                database,
                TimeProvider.System
            );
        var host = await ModuleHost.StartAsync(
            folder ?? own!.File("data"),
            other is null ? [new StorageModule(), new AuditModule()] : [new StorageModule(), new AuditModule(), other],
            added =>
            {
                added.AddSingleton(seen);
                added.AddSingleton(Options.Create(new ClickHouseOptions { Database = database }));
                added.AddSingleton<MigrationRunner>();
                services?.Invoke(added);
            },
            settings
        );
        return new AuditHost(own, host, client);
    }

    /// <summary>Returns when ClickHouse has so many entries of all tenants, or more: others may come meanwhile.</summary>
    public Task StoredAsync(long entries) =>
        Eventually.HoldsAsync(async () => await CountAsync() >= entries, $"{entries} entries are in ClickHouse");

    /// <summary>What is wrong with a tenant's trail, as a stranger with an export finds it; null when nothing is.</summary>
    public async Task<TrailFault?> VerifyAsync(string tenant = "default") => (await VerdictAsync(tenant)).Fault;

    /// <summary>All that a stranger with an export finds.</summary>
    public async Task<TrailVerdict> VerdictAsync(string tenant = "default")
    {
        using var folder = new TemporaryFolder();
        await ExportAsync(folder.Path, tenant);
        return await TrailVerifier.VerifyAsync(folder.Path, new TrailTrust(), default);
    }

    /// <summary>Writes an export of a tenant's trail into a folder.</summary>
    public async Task ExportAsync(string folder, string tenant = "default")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/audit/export", UriKind.Relative));
        request.Headers.Add(ModuleHost.TenantHeader, tenant);
        using var response = await Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var archive = await response.Content.ReadAsStreamAsync();
        Directory.CreateDirectory(folder);
        await TarFile.ExtractToDirectoryAsync(archive, folder, overwriteFiles: false);
    }

    /// <summary>Returns when the newest checkpoint in ClickHouse covers so many entries.</summary>
    public Task CoveredAsync(long entries, string tenant = "default") =>
        Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    return await Service<CheckpointTable>().NewestSizeAsync(tenant, default) >= entries;
                }
                catch (ClickHouseException)
                {
                    return false; // the table is not there yet
                }
            },
            $"a checkpoint covers {entries} entries"
        );

    /// <summary>Does to the table what its owner could do, and waits until it is done.</summary>
    public Task TamperAsync(string sql) =>
        Client.ExecuteAsync(
            new ClickHouseQuery(sql) { Settings = new Dictionary<string, string> { ["mutations_sync"] = "2" } },
            CancellationToken.None
        );

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Client.Dispose();
        _ownFolder?.Dispose();
    }

    private async Task<long> CountAsync()
    {
        try
        {
            await using var result = await Client.QueryRawAsync(
                new ClickHouseQuery("SELECT count() FROM audit_entries"),
                "TSV",
                CancellationToken.None
            );
            using var reader = new StreamReader(result.Body);
            return long.Parse(await reader.ReadToEndAsync());
        }
        catch (ClickHouseException)
        {
            return -1; // the table is not there yet
        }
    }

    /// <summary>Where nobody answers.</summary>
    private sealed class Nobody : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        ) => throw new HttpRequestException("Nobody answers.");
    }
}
