using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform;
using Monolith.Platform.Dapr;
using Monolith.Platform.Listening;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Processing;
using Monolith.Processing.Contracts;
using Monolith.Storage.Contracts;

namespace Monolith.Ingest.Tests;

/// <summary>Ingest and Processing behind real Kestrel on a free port; storage is kept in memory and time stands still.</summary>
internal sealed class IngestHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TemporaryFolder _folder;

    private IngestHost(WebApplication app, TemporaryFolder folder, RecordingLogWriter stored)
    {
        _app = app;
        _folder = folder;
        Stored = stored;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Last()) };
        Http.DefaultRequestHeaders.Add(AnyTenant.Header, "acme");
    }

    // What a protocol's records become is asked here; what of them may not be kept is asked where it is decided.
    private static readonly string[] Usual =
    [
        "Kestrel:Endpoints:Http:Url=http://127.0.0.1:0",
        "Modules:Ingest:Grpc:Address=127.0.0.1:0",
        "Modules:Processing:Redaction:Enabled=false",
    ];

    /// <summary>The time at which every request comes.</summary>
    public static readonly DateTimeOffset Now = ManualTime.Start;

    /// <summary>A client of tenant <c>acme</c>, who may write.</summary>
    public HttpClient Http { get; }

    /// <summary>What storage got.</summary>
    public RecordingLogWriter Stored { get; }

    /// <summary>Where the module's metrics come from: no other test's.</summary>
    public IMeterFactory Meters => Services.GetRequiredService<IMeterFactory>();

    /// <summary>The services of the modules.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Where the module listens for something beside HTTP, by the listener's name.</summary>
    public IPEndPoint Listener(string name) =>
        (IPEndPoint)Services.GetServices<Listener>().Single(l => l.Name == name).Bound!;

    /// <param name="settings">Settings that differ from the defaults, as <c>Modules:Ingest:MaxDepth=3</c>.</param>
    public static async Task<IngestHost> StartAsync(params string[] settings)
    {
        var stored = new RecordingLogWriter();
        var folder = new TemporaryFolder();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(Pairs(Usual)).AddInMemoryCollection(Pairs(settings));
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel();
        builder.Services.AddSingleton<TimeProvider>(new ManualTime());
        builder.Services.AddSingleton(new DataFolder(folder.Path));
        builder.Services.AddSingleton<ILogWriter>(stored);
        builder.Services.AddSingleton<IRawSeal>(new NoSeal());
        builder.Services.AddSingleton<ISpoolRoom>(stored);
        builder.Services.AddSingleton<ISpanWriter>(stored);
        builder
            .Services.AddOptions<RetentionOptions>()
            .BindConfiguration("Modules:Storage")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddProblems().AddHttpLimits();
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, AnyTenant>("test", null);
        builder
            .Services.AddAuthorizationBuilder()
            .AddPolicy(Permissions.WriteLogs, p => p.RequireClaim(TenantId.ClaimType));
        if (Runtime.Of(builder.Configuration) == RuntimeKind.Dapr)
        {
            builder.Services.AddRuntime(builder.Configuration);
        }

        // Of a runtime only what calls the module is asked here: a sidecar that is not there would be asked again and again for
        // documents while the host starts, and the embedded one would make databases of which the module uses nothing.
        builder.Services.AddMemoryRuntime();

        var ingest = new IngestModule();
        new ProcessingModule().AddServices(builder.Services, builder.Configuration);
        ingest.AddServices(builder.Services, builder.Configuration);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseCors().UseAuthentication().UseAuthorization();
        ingest.MapEndpoints(app);
        app.MapDapr();
        await app.StartAsync();
        return new IngestHost(app, folder, stored);
    }

    /// <summary>Stops the host as a signal would.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private static IEnumerable<KeyValuePair<string, string?>> Pairs(string[] settings) =>
        settings.Select(s => s.Split('=', 2)).Select(s => KeyValuePair.Create(s[0], (string?)s[1]));

    /// <summary>Stands in for Access: whoever names a tenant in a header is of that tenant, and of the others that he names.</summary>
    private sealed class AnyTenant(
        IOptionsMonitor<AuthenticationSchemeOptions> options,
        ILoggerFactory logger,
        UrlEncoder encoder
    ) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        public const string Header = "X-Test-Tenant";
        private const string KeyHeader = "X-Test-Key";
        private const string OthersHeader = "X-Test-Other-Tenants";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers[Header] is not [{ } tenant])
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            var key = Request.Headers[KeyHeader] is [{ } name] ? name : "test-key";
            var identity = new ClaimsIdentity(
                [
                    new Claim(ClaimTypes.Name, key),
                    new Claim(TenantId.ClaimType, tenant),
                    .. Request.Headers[OthersHeader].Select(other => new Claim(TenantId.OtherClaimType, other!)),
                ],
                "test"
            );
            var caller = new ClaimsPrincipal(identity);
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(caller, "test")));
        }
    }
}
