using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Platform.Slices;

namespace Monolith.Testing;

/// <summary>Some modules alone, behind the real HTTP pipeline, on the embedded runtime and in a folder of their own.</summary>
/// <remarks>Whoever calls is <c>tester</c> of the tenant <c>default</c> and may do everything, unless the headers
/// <see cref="CallerHeader"/>, <see cref="TenantHeader"/>, <see cref="PermissionsHeader"/> and <see cref="ScopeHeader"/> say otherwise.</remarks>
public sealed class ModuleHost : IAsyncDisposable
{
    /// <summary>The name of the caller.</summary>
    public const string CallerHeader = "X-Test-Caller";

    /// <summary>The tenant of the caller.</summary>
    public const string TenantHeader = "X-Test-Tenant";

    /// <summary>What the caller may do, with spaces between.</summary>
    public const string PermissionsHeader = "X-Test-Permissions";

    /// <summary>What of the telemetry the caller sees: a <see cref="DataScope"/> as JSON.</summary>
    public const string ScopeHeader = "X-Test-Scope";

    private readonly WebApplication _app;

    private ModuleHost(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    /// <summary>Asks the modules.</summary>
    public HttpClient Http { get; }

    /// <summary>The services of the modules.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts modules, in order.</summary>
    /// <param name="dataFolder">Where they keep their data; start again on the same folder to see what is left.</param>
    /// <param name="modules">The modules.</param>
    /// <param name="services">Registered before the modules' own: the engine's client, a clock. Without a clock, the system's.</param>
    /// <param name="settings">The configuration.</param>
    public static async Task<ModuleHost> StartAsync(
        string dataFolder,
        IReadOnlyList<IModule> modules,
        Action<IServiceCollection>? services = null,
        IReadOnlyDictionary<string, string?>? settings = null
    )
    {
        // Watching files for changes takes of what the system has few of for each user, and no test changes them.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            settings ?? new Dictionary<string, string?>(StringComparer.Ordinal)
        );
        builder.Services.AddSingleton(new DataFolder(dataFolder));
        services?.Invoke(builder.Services);
        if (!builder.Services.Any(s => s.ServiceType == typeof(TimeProvider)))
        {
            builder.Services.AddSingleton(TimeProvider.System);
        }

        builder.Services.AddProblems();
        builder
            .Services.AddAuthentication(CallerHeader)
            .AddScheme<AuthenticationSchemeOptions, CallerOfHeaders>(CallerHeader, configureOptions: null);
        var authorization = builder.Services.AddAuthorizationBuilder();
        foreach (var permission in Permissions.All)
        {
            authorization.AddPolicy(permission, policy => policy.RequireClaim(Permissions.ClaimType, permission));
        }

        builder.Services.AddCors();
        builder.Services.AddRuntime(builder.Configuration);
        foreach (var module in modules)
        {
            module.AddServices(builder.Services, builder.Configuration);
        }

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        foreach (var module in modules)
        {
            module.MapEndpoints(app);
        }

        await app.StartAsync();
        return new ModuleHost(app);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class CallerOfHeaders(
        IOptionsMonitor<AuthenticationSchemeOptions> options,
        ILoggerFactory loggers,
        UrlEncoder encoder
    ) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var permissions = Header(PermissionsHeader, string.Join(' ', Permissions.All)).Split(' ');
            var identity = new CallerIdentity(CallerHeader, Scope());
            identity.AddClaims([
                new Claim(ClaimTypes.Name, Header(CallerHeader, "tester")),
                new Claim(TenantId.ClaimType, Header(TenantHeader, TenantId.Default.Value)),
                .. permissions.Select(p => new Claim(Permissions.ClaimType, p)),
            ]);
            return Task.FromResult(
                AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), CallerHeader))
            );
        }

        private DataScope Scope() =>
            Request.Headers.TryGetValue(ScopeHeader, out var json)
                ? JsonSerializer.Deserialize<DataScope>(json.ToString(), JsonSerializerOptions.Web)!
                : DataScope.Everything;

        private string Header(string name, string otherwise) =>
            Request.Headers.TryGetValue(name, out var value) ? value.ToString() : otherwise;
    }
}
