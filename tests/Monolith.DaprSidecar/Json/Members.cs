using System.Text.Json;

namespace Monolith.DaprSidecar.Json;

/// <summary>Finds the members of objects as Go does, in any case. Dapr's own JavaScript client says <c>entryID</c>.</summary>
internal static class Members
{
    /// <summary>The member of that name; the last one, when there are several.</summary>
    public static bool TryGetMember(this JsonElement element, string name, out JsonElement value)
    {
        value = default;
        foreach (var member in element.EnumerateObject())
        {
            value = member.Name.Equals(name, StringComparison.OrdinalIgnoreCase) ? member.Value : value;
        }

        return value.ValueKind != JsonValueKind.Undefined;
    }
}
