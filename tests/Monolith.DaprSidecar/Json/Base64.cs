using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Monolith.DaprSidecar.Json;

/// <summary>Bytes in JSON.</summary>
internal static class Base64
{
    public static bool TryReadBase64(this JsonElement value, [MaybeNullWhen(false)] out byte[] bytes)
    {
        bytes = null;
        return value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out bytes);
    }
}
