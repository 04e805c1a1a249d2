using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Audit;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.ClickHouse.Migrations;
using Monolith.Processing;
using Monolith.Storage;

namespace Monolith.Ingest.Tests.Quarantine;

/// <summary>Everything that refuses records, keeps them and reads them again, on the real engine.</summary>
internal sealed class QuarantineHost : IAsyncDisposable
{
    private readonly ModuleHost _host;
    private readonly ClickHouseClient _client;

    private QuarantineHost(ModuleHost host, ClickHouseClient client) => (_host, _client) = (host, client);

    /// <param name="engine">The engine.</param>
    /// <param name="database">Its database for this test.</param>
    /// <param name="folder">Where the data are kept: start again on the same to go on with them.</param>
    /// <param name="settings">Settings that differ from the defaults, as <c>Modules:Ingest:MaxDepth=3</c>.</param>
    public static async Task<QuarantineHost> StartAsync(
        EngineFixture engine,
        string database,
        TemporaryFolder folder,
        params string[] settings
    )
    {
        var client = engine.CreateClient(database);
        var host = await ModuleHost.StartAsync(
            folder.File("data"),
            [new StorageModule(), new AuditModule(), new ProcessingModule(), new IngestModule()],
            services =>
            {
                services.AddSingleton(client);
                services.AddSingleton(Options.Create(new ClickHouseOptions { Database = database }));
                services.AddSingleton<MigrationRunner>();
            },
            settings
                .Append("Modules:Ingest:Grpc:Address=")
                .Append("Modules:Storage:ShipAge=00:00:00.010")
                .Select(s => s.Split('=', 2))
                .ToDictionary(s => s[0], s => (string?)s[1], StringComparer.Ordinal)
        );
        return new QuarantineHost(host, client);
    }

    /// <summary>Sends a body of JSON lines.</summary>
    public Task<JsonElement> SendAsync(string lines, string tenant = "default") =>
        AskAsync(HttpMethod.Post, "/api/v1/logs", lines, tenant);

    /// <summary>Asks, and reads the answer.</summary>
    public async Task<JsonElement> AskAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string tenant = "default",
        HttpStatusCode? status = null
    )
    {
        using var response = await GetAsync(method, path, body, tenant);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status is null || status == response.StatusCode, $"{response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>Asks.</summary>
    public async Task<HttpResponseMessage> GetAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string tenant = "default",
        string? permissions = null,
        string? authorization = null,
        string? scope = null
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        request.Headers.Add(ModuleHost.TenantHeader, tenant);
        if (permissions is not null)
        {
            request.Headers.Add(ModuleHost.PermissionsHeader, permissions);
        }

        if (scope is not null)
        {
            request.Headers.Add(ModuleHost.ScopeHeader, scope);
        }

        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await _host.Http.SendAsync(request);
    }

    /// <summary>The refused records, the newest first, as soon as there are so many.</summary>
    public async Task<IReadOnlyList<JsonElement>> QuarantinedAsync(int count, string tenant = "default")
    {
        IReadOnlyList<JsonElement> records = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                using var response = await GetAsync(HttpMethod.Get, "/api/v1/quarantine", null, tenant);
                if (!response.IsSuccessStatusCode)
                {
                    return false; // the table is not there yet
                }

                var page = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
                records = [.. page.RootElement.GetProperty("records").EnumerateArray()];
                return records.Count == count;
            },
            $"{count} records are in quarantine"
        );
        return records;
    }

    /// <summary>Returns once ClickHouse has so many rows that a condition holds for.</summary>
    public Task StoredAsync(long rows, string table, string condition = "1") =>
        Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    await using var result = await _client.QueryRawAsync(
                        new ClickHouseQuery($"SELECT count() FROM {table} WHERE {condition}"),
                        "TSV",
                        CancellationToken.None
                    );
                    using var reader = new StreamReader(result.Body);
                    return long.Parse(await reader.ReadToEndAsync()) == rows;
                }
                catch (ClickHouseException)
                {
                    return false; // the table is not there yet
                }
            },
            $"{rows} rows are in {table}"
        );

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _client.Dispose();
    }
}
