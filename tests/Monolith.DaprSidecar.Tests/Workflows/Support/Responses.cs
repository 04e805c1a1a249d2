using System.Net.Http.Json;
using System.Text.Json;

namespace Monolith.DaprSidecar.Tests.Workflows.Support;

/// <summary>What tests read from answers of the HTTP API.</summary>
internal static class Responses
{
    /// <summary>The code in the error envelope.</summary>
    public static async Task<string?> ErrorCodeAsync(this HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errorCode").GetString();
}
