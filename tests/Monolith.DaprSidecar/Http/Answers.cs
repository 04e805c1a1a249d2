using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Monolith.DaprSidecar.Http;

/// <summary>Writes answers as daprd does: plain content types without a charset.</summary>
internal static class Answers
{
    public static Task WriteErrorAsync(this HttpResponse response, ApiException error) =>
        response.WriteJsonAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["errorCode"] = error.ErrorCode,
                ["message"] = error.Message,
            },
            error.Status
        );

    public static async Task WriteJsonAsync(
        this HttpResponse response,
        object value,
        int status = StatusCodes.Status200OK
    )
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web));
    }

    public static async Task WriteTextAsync(this HttpResponse response, string text, int status)
    {
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        await response.WriteAsync(text);
    }

    public static void NoContent(this HttpResponse response) => response.StatusCode = StatusCodes.Status204NoContent;
}
