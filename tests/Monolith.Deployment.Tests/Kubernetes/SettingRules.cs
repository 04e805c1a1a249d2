using System.Text.RegularExpressions;

namespace Monolith.Deployment.Tests.Kubernetes;

/// <summary>Names in manifests that the documents must know. Each rule returns what breaks it.</summary>
internal static partial class SettingRules
{
    // Read by the framework, and by Dapr's convention.
    private static readonly string[] Others = ["ASPNETCORE_HTTP_PORTS", "DAPR_API_TOKEN", "APP_API_TOKEN"];

    /// <summary>The environment of a workload that runs Monolith: the config map first, then its own. Secrets are empty.</summary>
    public static IReadOnlyDictionary<string, string> Environment(IReadOnlyList<Manifest> objects, Manifest workload)
    {
        var container = workload.Containers.Single(c => $"{c["name"]}" == "monolith");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Manifest.Items(container["envFrom"]).Select(e => e["configMapRef"]!["name"]!.ToString()))
        {
            var map = objects.Single(o => o.Kind == "ConfigMap" && o.Name == name);
            foreach (var (key, value) in Manifest.Texts(map.Find("data")))
            {
                environment[key] = value;
            }
        }

        foreach (var variable in Manifest.Items(container["env"]))
        {
            environment[variable["name"]!.ToString()] = variable["value"]?.ToString() ?? "";
        }

        return environment;
    }

    /// <summary>Variables that are no settings.</summary>
    public static IEnumerable<string> UnknownSettings(IEnumerable<string> variables, IReadOnlySet<string> documented) =>
        variables
            .Where(name => !Others.Contains(name, StringComparer.Ordinal))
            .Where(name => !IsDocumented(name.Replace("__", ":", StringComparison.Ordinal), documented))
            .Select(name => $"{name} is no setting");

    /// <summary>The settings in a document's tables.</summary>
    public static IReadOnlySet<string> Documented(string document) =>
        Row().Matches(document).Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>Metrics in Prometheus' rules that Monolith does not have, under Prometheus' names.</summary>
    public static IEnumerable<string> UnknownMetrics(Manifest rules, IReadOnlySet<string> documented)
    {
        var known = documented.Select(name => name.Replace('.', '_')).ToList();
        return rules
            .Items("spec.groups")
            .SelectMany(group => Manifest.Items(group["rules"]))
            .SelectMany(rule => Metric().Matches(rule["expr"]!.ToString()).Select(m => m.Value))
            .Where(name => !known.Any(k => name == k || Units.Any(unit => name == k + unit)))
            .Select(name => $"{rules}: there is no metric {name}");
    }

    // A setting that holds many, such as `Modules:Healing:Namespaces`, stands for all names below it.
    private static bool IsDocumented(string setting, IReadOnlySet<string> documented) =>
        documented.Contains(ModuleSwitch().Replace(setting, "Modules:NAME:Enabled"))
        || documented.Any(name => setting.StartsWith($"{name}:", StringComparison.Ordinal));

    private static readonly string[] Units =
    [
        "_bytes",
        "_seconds",
        "_total",
        "_seconds_bucket",
        "_seconds_count",
        "_seconds_sum",
    ];

    [GeneratedRegex(@"^\| `(?<name>[A-Za-z0-9:._]+)`", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    [GeneratedRegex(
        @"^Modules:(Access|Ingest|Processing|Storage|Explore|Audit|Alerting|Healing|Workflows):Enabled$",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex ModuleSwitch();

    [GeneratedRegex(@"\bmonolith_\w+")]
    private static partial Regex Metric();
}
