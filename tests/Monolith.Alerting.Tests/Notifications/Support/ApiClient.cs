using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Tests.Notifications.Support;

/// <summary>Asks the API, and reads what it says.</summary>
internal static class ApiClient
{
    /// <summary>Sends a request.</summary>
    public static async Task<ApiAnswer> SendAsync(
        this ModuleHost host,
        HttpMethod method,
        string path,
        object? body = null,
        string? tenant = null,
        string? permissions = null,
        string? ifMatch = null,
        string? caller = null,
        DataScope? scope = null
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = body switch
        {
            null => null,
            JsonNode json => new StringContent(json.ToJsonString(), null, "application/json"),
            _ => JsonContent.Create(body),
        };
        Add(ModuleHost.TenantHeader, tenant);
        Add(ModuleHost.PermissionsHeader, permissions);
        Add("If-Match", ifMatch);
        Add(ModuleHost.CallerHeader, caller);
        Add(ModuleHost.ScopeHeader, scope is null ? null : JsonSerializer.Serialize(scope, JsonSerializerOptions.Web));
        using var response = await host.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new ApiAnswer(
            response.StatusCode,
            text.Length > 0 ? JsonNode.Parse(text) : null,
            response.Headers.ETag?.Tag,
            text
        );

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                request.Headers.Add(name, value);
            }
        }
    }
}

/// <summary>What the API said.</summary>
internal sealed record ApiAnswer(HttpStatusCode Status, JsonNode? Json, string? ETag, string Text)
{
    /// <summary>The last part of the type of a problem.</summary>
    public string? Problem => Json?["type"]?.GetValue<string>()["/problems/".Length..];

    /// <summary>The fields that a problem names.</summary>
    public IReadOnlyList<string> WrongFields => [.. Json!["errors"]!.AsObject().Select(e => e.Key)];
}
