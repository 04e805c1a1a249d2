using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Audit.Contracts;
using Monolith.Platform.Events;
using Monolith.Platform.Security;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Tests.Redaction;

/// <summary>The module behind its API, with a clock that stands still and an audit trail in memory.</summary>
internal sealed class PrivacyHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private ModuleHost? _host;

    public ManualTime Time { get; } = new();

    public AuditMemory Audit { get; } = new();

    private ModuleHost Host => _host ?? throw new InvalidOperationException("It has not started.");

    public static async Task<PrivacyHost> StartAsync(params string[] settings)
    {
        var host = new PrivacyHost();
        host._host = await ModuleHost.StartAsync(
            host._folder.Path,
            [new ProcessingModule()],
            services =>
            {
                services.AddSingleton<TimeProvider>(host.Time);
                services.AddSingleton(host.Audit);
                services.AddSingleton<IAuditTrail>(host.Audit);
                services.AddEventHandler<AuditEntry, AuditMemory.Handler>("audit.entry");
            },
            settings.Select(s => s.Split('=', 2)).ToDictionary(s => s[0], s => (string?)s[1], StringComparer.Ordinal)
        );
        return host;
    }

    /// <summary>Asks, and reads the answer.</summary>
    public async Task<JsonNode> AskAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string caller = "anna",
        string tenant = "default",
        HttpStatusCode status = HttpStatusCode.OK
    )
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/privacy/{path}");
        request.Headers.Add(ModuleHost.CallerHeader, caller);
        request.Headers.Add(ModuleHost.TenantHeader, tenant);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Host.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>The token that a value gets when it comes in a record.</summary>
    public string Token(string kind, string value, string tenant = "default")
    {
        var protector = Protector(tenant);
        var destination = new byte[protector.MaxTokenLength(TokenKind.Of(kind))];
        var length = protector.Tokenize(TokenKind.Of(kind), Encoding.UTF8.GetBytes(value), destination);
        return Encoding.UTF8.GetString(destination.AsSpan(0, length));
    }

    /// <summary>What a value becomes when it comes in a record and is to be encrypted.</summary>
    public string Encrypted(string kind, string value, string tenant = "default")
    {
        var protector = Protector(tenant);
        var bytes = Encoding.UTF8.GetBytes(value);
        var destination = new byte[protector.MaxCiphertextLength(TokenKind.Of(kind), bytes.Length)];
        var length = protector.Encrypt(TokenKind.Of(kind), bytes, destination);
        return Encoding.UTF8.GetString(destination.AsSpan(0, length));
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _folder.Dispose();
    }

    private IValueProtector Protector(string tenant) =>
        Host.Services.GetRequiredService<IValueProtectors>().Of(new TenantId(tenant));
}

/// <summary>The audit trail in memory: what is appended, and what is committed with documents.</summary>
internal sealed class AuditMemory : IAuditTrail
{
    private readonly ConcurrentDictionary<string, AuditEntry> _entries = new(StringComparer.Ordinal);

    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        _entries.TryAdd(entry.Id, entry);
        return Task.CompletedTask;
    }

    /// <summary>The first entry of an action, which may be on its way.</summary>
    public async Task<AuditEntry> FindAsync(string action)
    {
        await Eventually.HoldsAsync(() => _entries.Values.Any(e => e.Action == action), $"the trail has {action}");
        return _entries.Values.First(e => e.Action == action);
    }

    /// <summary>How many entries of an action there are.</summary>
    public int Count(string action) => _entries.Values.Count(e => e.Action == action);

    /// <summary>Takes the entries that came with documents.</summary>
    public sealed class Handler(AuditMemory memory) : IEventHandler<AuditEntry>
    {
        public Task HandleAsync(Event<AuditEntry> e, CancellationToken cancellationToken) =>
            memory.AppendAsync(e.Data, cancellationToken);
    }
}
