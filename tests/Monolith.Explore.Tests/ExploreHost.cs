using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monolith.Explore.Tests;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.ClickHouse.Migrations;
using Monolith.Platform.Language;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Storage;
using Monolith.Storage.Contracts;

[assembly: AssemblyFixture(typeof(ExploreHost))]

namespace Monolith.Explore.Tests;

/// <summary>
/// The module alone, behind the real HTTP pipeline and over the real engine, with time standing still. All tests share it:
/// each takes a tenant of its own.
/// </summary>
public sealed class ExploreHost : IAsyncLifetime
{
    private const string Database = "monolith";
    private const int BlockRows = 20_000;
    private readonly EngineFixture _engine = new();
    private WebApplication? _app;
    private int _tenants;

    /// <summary>A role whose questions may read ten rows.</summary>
    public const string ThriftyRole = "thrifty";

    /// <summary>A role whose questions may read <see cref="ModestRows"/> rows.</summary>
    public const string ModestRole = "modest";

    /// <summary>What questions of the <see cref="ModestRole"/> may read: some minutes of many records.</summary>
    public const long ModestRows = 30_000;

    /// <summary>A role that may ask one question at a time.</summary>
    public const string LonelyRole = "lonely";

    /// <summary>Time stands still at <see cref="ManualTime.Start"/>.</summary>
    public static DateTimeOffset Now => ManualTime.Start;

    /// <summary>What the module asks ClickHouse through.</summary>
    internal TestQueryRunner Runner { get; private set; } = null!;

    /// <summary>What the module watches.</summary>
    internal TestTail Tail { get; } = new();

    /// <summary>The module's services.</summary>
    internal IServiceProvider Services => _app!.Services;

    /// <summary>ClickHouse itself, which sees all tenants.</summary>
    public ClickHouseClient ClickHouse { get; private set; } = null!;

    /// <summary>A tenant that no other test has.</summary>
    public TenantId NewTenant() => new($"tenant-{Interlocked.Increment(ref _tenants)}");

    /// <summary>A client whose requests come from a tenant.</summary>
    public HttpClient ClientOf(TenantId tenant) =>
        new()
        {
            BaseAddress = new Uri(_app!.Urls.Single()),
            DefaultRequestHeaders = { { TenantHeader.Name, tenant.Value } },
        };

    /// <summary>A client whose requests come from somebody of a tenant who has a role.</summary>
    public HttpClient ClientOf(TenantId tenant, string role)
    {
        var http = ClientOf(tenant);
        http.DefaultRequestHeaders.Add(TenantHeader.RoleName, role);
        return http;
    }

    /// <summary>A client whose requests come from somebody of a tenant who does not see everything.</summary>
    public HttpClient ClientOf(TenantId tenant, DataScope scope, string? role = null)
    {
        var http = role is null ? ClientOf(tenant) : ClientOf(tenant, role);
        http.DefaultRequestHeaders.Add(TenantHeader.ScopeName, JsonSerializer.Serialize(scope));
        return http;
    }

    /// <summary>Puts records into the table, and so into the roll-ups.</summary>
    internal Task StoreAsync(TenantId tenant, params IEnumerable<StoredLog> logs) =>
        StoreAsync("logs", logs.Select(log => log.ToRow(tenant)));

    /// <summary>Puts spans into the table, and so into the index and the roll-up.</summary>
    internal Task StoreAsync(TenantId tenant, params IEnumerable<StoredSpan> spans) =>
        StoreAsync("spans", spans.Select(span => span.ToRow(tenant)));

    /// <summary>Puts so many records into the table, all of one hour before <see cref="Now"/> and evenly spread over it. Every
    /// fourth is of the service <c>auth</c>, the others are of <c>checkout</c>; each names its host.</summary>
    public async Task StoreManyAsync(TenantId tenant, int count)
    {
        // One block at a time, which is stored whole or not at all: the index of words takes much memory while it is made, and
        // when others need theirs at the same moment, the engine refuses.
        for (var first = 0; first < count; first += BlockRows)
        {
            var rows = Math.Min(BlockRows, count - first);
            await Eventually.HoldsAsync(() => TryStoreBlockAsync(tenant, first, rows, count), "the engine has memory");
        }
    }

    /// <summary>Whether the engine answers a question of the tenant's at this moment.</summary>
    public async Task<bool> IsAskingAsync(TenantId tenant)
    {
        await using var result = await ClickHouse.QueryRawAsync(
            new ClickHouseQuery(
                "SELECT count() FROM system.processes WHERE startsWith(Settings['log_comment'], {mark:String})"
            )
            {
                Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["mark"] = $"{tenant}|" },
            },
            "TSV",
            CancellationToken.None
        );
        using var reader = new StreamReader(result.Body);
        return await reader.ReadToEndAsync() != "0\n";
    }

    private async Task<bool> TryStoreBlockAsync(TenantId tenant, int first, int rows, int count)
    {
        const int MemoryLimitExceeded = 241;
        var query = new ClickHouseQuery(
            """
            INSERT INTO logs (tenant, ts, observed_ts, log_id, severity_number, service, http_status, body, attributes,
              resource, retention_days)
            SELECT {tenant:String}, fromUnixTimestamp64Nano({start:Int64} + toInt64(intDiv(3600000000000 * number, {count:Int64})), 'UTC') AS ts,
              ts, 1000 + number, if(number % 10 = 0, 17, 9), if(number % 4 = 0, 'auth', 'checkout'), if(number % 5 = 0, 500, 200),
              if(number % 100000 = 77, 'a rarity', 'something common'), map('shop', toString(number % 3), 'order.id', toString(number)),
              map('host.name', concat('host-', toString(number % 2))), 21900
            FROM numbers({first:Int64}, {rows:Int64})
            """
        )
        {
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["tenant"] = tenant.Value,
                ["start"] = $"{Now.AddHours(-1).ToUnixNano()}",
                ["count"] = $"{count}",
                ["first"] = $"{first}",
                ["rows"] = $"{rows}",
            },
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["max_threads"] = "1" },
        };
        try
        {
            await ClickHouse.ExecuteAsync(query, CancellationToken.None);
            return true;
        }
        catch (ClickHouseException exception) when (exception.Code == MemoryLimitExceeded)
        {
            return false;
        }
    }

    private async Task StoreAsync(string table, IEnumerable<JsonObject> rows)
    {
        using var http = _engine.CreateHttpClient();
        var query = Uri.EscapeDataString($"INSERT INTO {table} FORMAT JSONEachRow");
        using var content = new StringContent(string.Join('\n', rows.Select(row => row.ToJsonString())), Encoding.UTF8);
        using var response = await http.PostAsync(
            new Uri($"?database={Database}&log_comment=*%7Ctest&query={query}", UriKind.Relative),
            content
        );
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await _engine.InitializeAsync();
        ClickHouse = _engine.CreateClient(Database);
        var migrations = new MigrationRunner(
            ClickHouse,
            Options.Create(new ClickHouseOptions()),
            TimeProvider.System,
            NullLogger<MigrationRunner>.Instance
        );
        await migrations.ApplyAsync(Migration.EmbeddedIn(typeof(StorageModule).Assembly), CancellationToken.None);
        Runner = new TestQueryRunner(ClickHouse);

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration[$"Modules:Explore:Budget:Roles:{ThriftyRole}:MaxRows"] = "10";
        builder.Configuration[$"Modules:Explore:Budget:Roles:{ModestRole}:MaxRows"] = $"{ModestRows}";
        builder.Configuration[$"Modules:Explore:Budget:Roles:{LonelyRole}:MaxConcurrent"] = "1";
        builder.Configuration["Modules:Explore:Budget:QueueWait"] = "00:00:00.5";
        builder.Services.AddProblems();
        builder
            .Services.AddAuthentication(TenantHeader.Name)
            .AddScheme<AuthenticationSchemeOptions, TenantHeader>(TenantHeader.Name, null);
        builder
            .Services.AddAuthorizationBuilder()
            .AddPolicy(Permissions.ReadLogs, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(Permissions.ExportLogs, policy => policy.RequireAuthenticatedUser());
        builder.Services.AddSingleton<TimeProvider>(new ManualTime());
        builder.Services.AddSingleton<IQueryRunner>(Runner);
        builder.Services.AddSingleton<IQueryProgress>(new TestQueryProgress());
        builder.Services.AddSingleton<ILogTail>(Tail);
        builder.Services.AddSingleton<ISpoolStatus>(Tail);
        builder.Services.AddSingleton<ISubjectTokens>(new TestTokens());
        var module = new ExploreModule();
        module.AddServices(builder.Services, builder.Configuration);

        _app = builder.Build();
        _app.UseExceptionHandler();
        _app.UseAuthentication();
        _app.UseAuthorization();
        module.MapEndpoints(_app);
        await _app.StartAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        ClickHouse.Dispose();
        await _engine.DisposeAsync();
    }

    /// <summary>One person has tokens: <c>anna-4711</c>, under two keys.</summary>
    private sealed class TestTokens : ISubjectTokens
    {
        public IReadOnlyList<string> Of(TenantId tenant, string field, string value) =>
            field == "user_id" && value == "anna-4711" ? ["user_k2_new", "user_k1_old"] : [];
    }

    /// <summary>Lets everybody in as the tenant that a header names.</summary>
    private sealed class TenantHeader(
        IOptionsMonitor<AuthenticationSchemeOptions> options,
        ILoggerFactory loggers,
        UrlEncoder encoder
    ) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        public const string Name = "X-Test-Tenant";
        public const string RoleName = "X-Test-Role";
        public const string ScopeName = "X-Test-Scope";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (!Request.Headers.TryGetValue(Name, out var tenant))
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            var roles = Request.Headers[RoleName].Select(role => new Claim(ClaimTypes.Role, role!));
            var identity = new CallerIdentity(Name, Scope());
            identity.AddClaims([new Claim(TenantId.ClaimType, tenant.ToString()), .. roles]);
            return Task.FromResult(
                AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name))
            );
        }

        private DataScope Scope() =>
            Request.Headers.TryGetValue(ScopeName, out var json)
                ? JsonSerializer.Deserialize<DataScope>(json.ToString())!
                : DataScope.Everything;
    }
}
