using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Audit.Contracts;
using Monolith.Platform.Events;

namespace Monolith.Explore.Tests.Saved;

/// <summary>The module alone with a store of documents; it has no records.</summary>
internal sealed class SavedHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Told _told = new();
    private ModuleHost? _host;

    /// <summary>What the audit trail was told, by all tests' callers.</summary>
    public IEnumerable<AuditEntry> Audited => _told.Entries;

    public static async Task<SavedHost> StartAsync()
    {
        var saved = new SavedHost();
        saved._host = await ModuleHost.StartAsync(
            saved._folder.Path,
            [new ExploreModule()],
            services =>
            {
                services.AddSingleton<TimeProvider>(new ManualTime());
                services.AddSingleton(saved._told);
                services.AddEventHandler<AuditEntry, Told.Handler>("audit.entry");
            }
        );
        return saved;
    }

    /// <summary>Sends a request as somebody of a tenant.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        JsonObject? body = null,
        string tenant = "default",
        string? etag = null,
        string? permissions = null
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : JsonContent.Create(body);
        request.Headers.Add(ModuleHost.TenantHeader, tenant);
        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", etag);
        }

        if (permissions is not null)
        {
            request.Headers.Add(ModuleHost.PermissionsHeader, permissions);
        }

        return await _host!.Http.SendAsync(request);
    }

    /// <summary>The JSON that a request is answered with.</summary>
    public async Task<JsonObject> JsonAsync(string path, string tenant = "default")
    {
        using var response = await SendAsync(HttpMethod.Get, path, tenant: tenant);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode}");
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class Told
    {
        public ConcurrentQueue<AuditEntry> Entries { get; } = new();

        public sealed class Handler(Told told) : IEventHandler<AuditEntry>
        {
            public Task HandleAsync(Event<AuditEntry> e, CancellationToken cancellationToken)
            {
                told.Entries.Enqueue(e.Data);
                return Task.CompletedTask;
            }
        }
    }
}
