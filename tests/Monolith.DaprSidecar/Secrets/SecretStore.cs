using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.Secrets;

/// <summary>Secrets by name, each with one or more names and values.</summary>
internal sealed class SecretStore(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> secrets)
{
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> All => secrets;

    /// <summary>From the environment or a file, if the component says so; what else there is comes from the options.</summary>
    public static SecretStore Open(Component component, SidecarOptions options) =>
        component.Type switch
        {
            "secretstores.local.env" => new SecretStore(FromEnvironment(component.Setting("prefix") ?? "")),
            "secretstores.local.file" => new SecretStore(FromFile(component)),
            _ => new SecretStore(options.Secrets),
        };

    public bool TryGet(string name, [MaybeNullWhen(false)] out IReadOnlyDictionary<string, string> secret) =>
        secrets.TryGetValue(name, out secret);

    private static Dictionary<string, IReadOnlyDictionary<string, string>> FromEnvironment(string prefix) =>
        Environment
            .GetEnvironmentVariables()
            .Cast<System.Collections.DictionaryEntry>()
            .Select(variable => (Name: (string)variable.Key, Value: (string?)variable.Value ?? ""))
            .Where(variable => variable.Name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(
                variable => variable.Name[prefix.Length..],
                IReadOnlyDictionary<string, string> (variable) => One(variable.Name[prefix.Length..], variable.Value),
                StringComparer.Ordinal
            );

    private static Dictionary<string, IReadOnlyDictionary<string, string>> FromFile(Component component)
    {
        var path =
            component.Setting("secretsFile")
            ?? throw new ResourceException($"Component {component.Name}: secretsFile is missing.");
        if (!File.Exists(path))
        {
            throw new ResourceException($"Component {component.Name}: the file {path} is missing.");
        }

        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var separator = component.Setting("nestedSeparator") ?? ":";
        if (component.IsSet("multiValued"))
        {
            return document
                .RootElement.EnumerateObject()
                .ToDictionary(
                    secret => secret.Name,
                    secret =>
                        (IReadOnlyDictionary<string, string>)
                            Flatten("", secret.Value, separator).ToDictionary(StringComparer.Ordinal),
                    StringComparer.Ordinal
                );
        }

        return Flatten("", document.RootElement, separator)
            .ToDictionary(
                secret => secret.Key,
                IReadOnlyDictionary<string, string> (secret) => One(secret.Key, secret.Value),
                StringComparer.Ordinal
            );
    }

    /// <summary>Nested objects become one level: the names on the way, with the separator between them.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Flatten(string path, JsonElement value, string separator)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return [KeyValuePair.Create(path, value.ToString())];
        }

        return value
            .EnumerateObject()
            .SelectMany(member =>
                Flatten(path.Length == 0 ? member.Name : path + separator + member.Name, member.Value, separator)
            );
    }

    private static Dictionary<string, string> One(string name, string value) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value };
}
