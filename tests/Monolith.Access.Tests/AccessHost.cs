using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Monolith.Access.Tests;

/// <summary>The module behind the real pipeline, with an admin key, in a folder of its own.</summary>
internal sealed class AccessHost : IAsyncDisposable
{
    public const string AdminKey = "the-key-for-admins";

    private readonly TemporaryFolder _folder;
    private readonly ModuleHost _host;

    private AccessHost(TemporaryFolder folder, ModuleHost host) => (_folder, _host) = (folder, host);

    public IServiceProvider Services => _host.Services;

    public static async Task<AccessHost> StartAsync(
        TimeProvider? clock = null,
        params IReadOnlyList<(string Name, string Value)> settings
    )
    {
        var folder = new TemporaryFolder();
        var host = await ModuleHost.StartAsync(
            folder.Path,
            [new AccessModule(), new LongAnswers()],
            services => services.AddSingleton(clock ?? TimeProvider.System),
            settings
                .Append(("AdminKey", AdminKey))
                .ToDictionary(s => $"Monolith:Access:{s.Item1}", s => (string?)s.Item2, StringComparer.Ordinal)
        );
        return new AccessHost(folder, host);
    }

    /// <summary>Asks, as the holder of a key.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> AskAsync(
        string method,
        string path,
        object? body = null,
        string? key = AdminKey,
        string? ifMatch = null
    )
    {
        using var response = await SendAsync(method, path, body, key, ifMatch);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
    }

    public async Task<HttpResponseMessage> SendAsync(
        string method,
        string path,
        object? body = null,
        string? key = AdminKey,
        string? ifMatch = null
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1/access/{path}");
        request.Content = body is null ? null : JsonContent.Create(body);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{ifMatch}\"");
        }

        return await _host.Http.SendAsync(request);
    }

    /// <summary>Begins an answer that goes on.</summary>
    public async Task<HttpResponseMessage> BeginLongAnswerAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, LongAnswers.Path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await _host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }
}
