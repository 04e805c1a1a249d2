using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
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
using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Tests.Api;

/// <summary>The module alone, behind the real HTTP pipeline and over the embedded engine, or over a sidecar.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly WebApplication _app;

    private ApiHost(TemporaryFolder folder, WebApplication app)
    {
        (_folder, _app) = (folder, app);
        Http = new HttpClient { BaseAddress = Address };
        Http.DefaultRequestHeaders.Add(RoleHeader.Name, "admin");
    }

    /// <summary>Where the host listens.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>Asks as an admin.</summary>
    public HttpClient Http { get; }

    /// <param name="register">The workflows of the installation; none by default.</param>
    /// <param name="settings">Where the sidecar is; without it, the embedded engine keeps the workflows.</param>
    public static async Task<ApiHost> StartAsync(
        Action<WorkflowRegistration>? register = null,
        IReadOnlyDictionary<string, string?>? settings = null
    )
    {
        var folder = new TemporaryFolder();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Services.AddSingleton(new DataFolder(folder.File("data")));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddProblems();
        builder
            .Services.AddAuthentication(RoleHeader.Name)
            .AddScheme<AuthenticationSchemeOptions, RoleHeader>(RoleHeader.Name, null);
        builder
            .Services.AddAuthorizationBuilder()
            .AddPolicy(Permissions.ManageWorkflows, policy => policy.RequireRole("admin"));
        builder.Services.AddRuntime(builder.Configuration);
        builder.Services.AddWorkflows(register ?? (_ => { }));
        var module = new WorkflowsModule();
        module.AddServices(builder.Services, builder.Configuration);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseAuthentication();
        app.UseAuthorization();
        module.MapEndpoints(app);
        await app.StartAsync();
        return new ApiHost(folder, app);
    }

    /// <summary>The answer to a question that must work.</summary>
    public async Task<JsonObject> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(path, UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>The status of a request, and the last part of the type of the problem if there is one.</summary>
    public Task<(HttpStatusCode Status, string? Problem)> PostAsync(string path, object body) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(body));

    /// <inheritdoc cref="PostAsync"/>
    public async Task<(HttpStatusCode Status, string? Problem)> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content = null
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        using var response = await Http.SendAsync(request);
        var isProblem = response.Content.Headers.ContentType?.MediaType == "application/problem+json";
        var problem = isProblem ? JsonNode.Parse(await response.Content.ReadAsStringAsync()) : null;
        return (response.StatusCode, problem?["type"]?.GetValue<string>()["/problems/".Length..]);
    }

    /// <summary>Waits until an instance has a status.</summary>
    public Task ReachesAsync(string id, string status) =>
        Eventually.HoldsAsync(
            async () => (await GetAsync($"/api/v1/workflows/{id}"))["status"]!.GetValue<string>() == status,
            $"{id} is {status}"
        );

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Lets everybody in with the role that a header names.</summary>
    private sealed class RoleHeader(
        IOptionsMonitor<AuthenticationSchemeOptions> options,
        ILoggerFactory loggers,
        UrlEncoder encoder
    ) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        public const string Name = "X-Test-Role";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            // The documented examples send no header: the keyless holder of a machine may do everything.
            var role = Request.Headers.TryGetValue(Name, out var named) ? named.ToString() : "admin";
            var identity = new ClaimsIdentity([new Claim(ClaimTypes.Role, role)], Name);
            return Task.FromResult(
                AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name))
            );
        }
    }
}
