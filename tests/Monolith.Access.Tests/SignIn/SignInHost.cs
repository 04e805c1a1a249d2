using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Access.Contracts;
using Monolith.Access.Directory;
using Monolith.Access.LocalAccounts;
using Monolith.Access.People;
using Monolith.Audit.Contracts;
using Monolith.Platform.Events;
using Monolith.Platform.Security;

namespace Monolith.Access.Tests.SignIn;

/// <summary>Access alone behind HTTP, with local accounts and a password that costs little to check.</summary>
internal sealed class SignInHost : IAsyncDisposable
{
    public const string Password = "a horse of another colour";

    private readonly TemporaryFolder _folder;
    private readonly ModuleHost _host;

    private SignInHost(TemporaryFolder folder, ModuleHost host, ManualTime clock, Trail trail) =>
        (_folder, _host, Clock, Told) = (folder, host, clock, trail);

    public ManualTime Clock { get; }

    /// <summary>What the audit trail was told.</summary>
    public Trail Told { get; }

    public Uri Address => _host.Http.BaseAddress!;

    public PasswordHasher Hasher => _host.Services.GetRequiredService<PasswordHasher>();

    public AccessDirectory Directory => _host.Services.GetRequiredService<AccessDirectory>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static Task<SignInHost> StartAsync(params IReadOnlyList<(string Name, string Value)> settings) =>
        StartAsync(new ManualTime(), settings);

    public static async Task<SignInHost> StartAsync(
        ManualTime clock,
        IReadOnlyList<(string Name, string Value)> settings
    )
    {
        var (folder, trail) = (new TemporaryFolder(), new Trail());
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Monolith:Access:LocalAccounts"] = "true",
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var host = await ModuleHost.StartAsync(
            folder.Path,
            [new AccessModule(), new LongAnswers()],
            services =>
            {
                services.AddSingleton<TimeProvider>(clock);
                services.AddSingleton(new PasswordHasher(iterations: 100));
                services.AddSingleton(trail);
                services.AddEventHandler<AuditEntry, Trail>("audit.entry");
            },
            all
        );
        return new SignInHost(folder, host, clock, trail);
    }

    /// <summary>A browser that nobody has used yet.</summary>
    public Browser NewBrowser() => new(Address);

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Somebody with an account and this password.</summary>
    public async Task<Person> AddAsync(
        string email = "anna@example.org",
        string role = "owner",
        params IReadOnlyList<string> moreTenants
    )
    {
        var person = new Person
        {
            Id = email.Split('@')[0],
            Email = email,
            Name = email.Split('@')[0],
            Memberships =
            [
                new Membership("default", [role], []),
                .. moreTenants.Select(t => new Membership(t, [role], [])),
            ],
        };
        await SaveAsync(person);
        var password = await new PasswordHasher(iterations: 100).MakeAsync(Password, Stop);
        await Get<AccountStore>()
            .SaveAsync(
                person.Id,
                account => account with { Password = password },
                Get<Access.SignIn.SignInTrail>().By("test.account.made", person, tenant: null),
                Stop
            );
        return person;
    }

    public Task SaveAsync(Person person) =>
        Directory.SaveAsync(person, new Actor(ActorKind.System, "test"), TenantId.Default, Stop);

    /// <summary>The token of the link that a start prints.</summary>
    public async Task<string> SetUpTokenAsync() =>
        (await Get<ISetUpLink>().MakeAsync("http://127.0.0.1:8080", Stop))!.Split("#token=")[1];

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>What the audit trail was told.</summary>
    internal sealed class Trail : IEventHandler<AuditEntry>
    {
        private readonly ConcurrentQueue<AuditEntry> _entries = new();

        public IEnumerable<AuditEntry> Entries => _entries;

        public Task HandleAsync(Event<AuditEntry> e, CancellationToken cancellationToken)
        {
            _entries.Enqueue(e.Data);
            return Task.CompletedTask;
        }

        /// <summary>The first entry of an action, which comes soon after the act.</summary>
        public async Task<AuditEntry> OfAsync(string action)
        {
            await Eventually.HoldsAsync(() => _entries.Any(e => e.Action == action), $"{action} is told");
            return _entries.First(e => e.Action == action);
        }

        public string AsText() => string.Concat(_entries.Select(e => JsonSerializer.Serialize(e)));
    }
}

/// <summary>Keeps cookies, and sends with a session what a page of ours sends.</summary>
internal sealed class Browser(Uri address) : IDisposable
{
    private readonly System.Net.CookieContainer _cookies = new();
    private HttpClient? _http;

    /// <summary>What goes along with everything that changes something.</summary>
    public string? Csrf { get; set; }

    /// <summary>Where it is, if it says so.</summary>
    public string? Origin { get; set; }

    public System.Net.CookieContainer Cookies => _cookies;

    /// <summary>What is in the cookie of the session; null when there is none.</summary>
    public string? Token => _cookies.GetCookies(address)["monolith-session"]?.Value;

    private HttpClient Http =>
        _http ??= new HttpClient(
            new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false },
            disposeHandler: true
        )
        {
            BaseAddress = address,
        };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body, body.GetType());
        if (Csrf is not null)
        {
            request.Headers.Add("X-Csrf-Token", Csrf);
        }

        if (Origin is not null)
        {
            request.Headers.Add("Origin", Origin);
        }

        var response = await Http.SendAsync(request, Stop);
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "application/json")
        {
            var json = JsonElement.Parse(await response.Content.ReadAsStringAsync(Stop));
            Csrf = json.TryGetProperty("csrf_token", out var csrf) ? csrf.GetString() : Csrf;
        }

        return response;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>Begins an answer that goes on.</summary>
    public Task<HttpResponseMessage> BeginLongAnswerAsync() =>
        Http.GetAsync(LongAnswers.Path, HttpCompletionOption.ResponseHeadersRead, Stop);

    public Task<HttpResponseMessage> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, body);

    public Task<HttpResponseMessage> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<HttpResponseMessage> SignInAsync(
        string email = "anna@example.org",
        string password = SignInHost.Password,
        string? code = null
    ) =>
        PostAsync(
            "/api/v1/session",
            new
            {
                email,
                password,
                code,
            }
        );

    public async Task<JsonElement> JsonAsync(string path) =>
        JsonElement.Parse(await (await GetAsync(path)).Content.ReadAsStringAsync(Stop));

    /// <summary>Whether it is signed in.</summary>
    public async Task<bool> IsInAsync() =>
        (await GetAsync("/api/v1/account/sessions")).StatusCode == System.Net.HttpStatusCode.OK;

    public void Dispose() => _http?.Dispose();
}

internal static class Answers
{
    /// <summary>The last part of the type of a problem.</summary>
    public static async Task<string?> SlugAsync(this HttpResponseMessage response)
    {
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return problem.GetProperty("type").GetString()?.Replace("/problems/", "", StringComparison.Ordinal);
    }
}
