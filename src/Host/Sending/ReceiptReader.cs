using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Monolith.Host.Sending;

/// <summary>Reads what <c>POST /api/v1/logs</c> and <c>POST /v1/traces</c> answer.</summary>
internal static class ReceiptReader
{
    /// <summary>True when the answer says what became of the records; 400 says that none was accepted.</summary>
    /// <exception cref="JsonException">It calls itself JSON, and is none.</exception>
    public static bool TryRead(HttpResponseMessage response, byte[] answer, [NotNullWhen(true)] out Receipt? receipt)
    {
        receipt = null;
        if (response.Content.Headers.ContentType is not { MediaType: "application/json" or "application/problem+json" })
        {
            // A page from something that is not Monolith.
            return false;
        }

        using var json = JsonDocument.Parse(answer);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (!root.TryGetProperty("accepted", out var accepted))
        {
            receipt = response.IsSuccessStatusCode ? ReadExport(root) : null;
            return receipt is not null;
        }

        receipt = new Receipt(accepted.GetInt64(), Count(root, "rejected"), Count(root, "dropped"), Refusals(root));
        return true;
    }

    /// <summary>The sentence of a problem document (RFC 9457), or nothing.</summary>
    public static string Detail(byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("detail", out var detail)
                ? detail.ToString()
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    // OTLP tells how many were rejected, as text, and nothing when none was.
    private static Receipt ReadExport(JsonElement root) =>
        root.TryGetProperty("partialSuccess", out var part) && part.TryGetProperty("rejectedSpans", out var rejected)
            ? new Receipt(0, long.Parse(rejected.GetString()!, CultureInfo.InvariantCulture), 0, [])
            : new Receipt(0, 0, 0, []);

    private static long Count(JsonElement root, string name) =>
        root.TryGetProperty(name, out var count) ? count.GetInt64() : 0;

    private static Refusal[] Refusals(JsonElement root) =>
        root.TryGetProperty("rejections", out var list) ? [.. list.EnumerateArray().Select(ReadRefusal)] : [];

    private static Refusal ReadRefusal(JsonElement item) =>
        new(
            item.GetProperty("line").GetInt32(),
            item.GetProperty("reason").GetString() ?? "unknown",
            item.TryGetProperty("detail", out var detail) ? detail.ToString() : ""
        );
}
