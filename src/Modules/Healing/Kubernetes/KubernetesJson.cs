using System.Text.Json;

namespace Monolith.Healing.Kubernetes;

/// <summary>How objects look on the wire: member names in camel case; keys of dictionaries, which are labels and directives, as they are.</summary>
internal static class KubernetesJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web);
}
