using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Rules;

/// <summary>The rules of the files in a folder. A file is read again when it has changed; one that cannot be read keeps its last
/// good version. Thread-safe.</summary>
internal sealed class RuleFolder(IOptions<AlertingOptions> options, ILogger<RuleFolder> logger)
{
    private static readonly AlertRuleRules Validator = new();

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ReadFile> _files = new(StringComparer.Ordinal);

    /// <summary>The rules of all files, as they are now.</summary>
    public IReadOnlyList<KnownRule> List()
    {
        lock (_gate)
        {
            RefreshLocked();
            return [.. _files.Values.SelectMany(file => file.Rules)];
        }
    }

    /// <summary>The files that cannot be read, with what is wrong with them.</summary>
    public IReadOnlyDictionary<string, string> Faults()
    {
        lock (_gate)
        {
            return _files
                .Where(f => f.Value.Fault is not null)
                .ToDictionary(f => f.Key, f => f.Value.Fault!, StringComparer.Ordinal);
        }
    }

    private void RefreshLocked()
    {
        if (options.Value.RulesPath is not { Length: > 0 } folder)
        {
            return;
        }

        var files = new DirectoryInfo(folder) is { Exists: true } found
            ? found
                .EnumerateFiles()
                .Where(f => f.Extension is ".yaml" or ".yml")
                .ToDictionary(f => f.Name, StringComparer.Ordinal)
            : [];
        foreach (var gone in _files.Keys.Except(files.Keys, StringComparer.Ordinal).ToList())
        {
            _files.Remove(gone);
        }

        foreach (var (name, file) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            // A mounted ConfigMap changes by a link: what it points to has another time.
            var stamp = (
                File.GetLastWriteTimeUtc(file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName),
                file.Length
            );
            var known = _files.GetValueOrDefault(name);
            if (known?.Stamp != stamp)
            {
                _files[name] = Read(file, stamp, known?.Rules ?? []);
            }
        }
    }

    private ReadFile Read(FileInfo file, (DateTime, long) stamp, IReadOnlyList<KnownRule> before)
    {
        try
        {
            var others = _files.Where(f => f.Key != file.Name).SelectMany(f => f.Value.Rules).Select(rule => rule.Key);
            return new ReadFile(stamp, Parse(file, [.. others]), Fault: null);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            logger.RuleFileBroken(file.Name, e.Message);
            return new ReadFile(stamp, before, e.Message);
        }
    }

    private static List<KnownRule> Parse(FileInfo file, HashSet<RuleKey> taken)
    {
        var rules = new List<KnownRule>();
        foreach (var document in YamlDocuments.Parse(File.ReadAllText(file.FullName)))
        {
            if (document is not JsonObject content || content["rules"] is not JsonArray list)
            {
                throw new FormatException("A document must have a list named rules.");
            }

            var tenant = content["tenant"]?.ToString() ?? TenantId.Default.Value;
            if (!TenantId.IsName(tenant))
            {
                throw new FormatException($"'{tenant}' is no name of a tenant.");
            }

            for (var i = 0; i < list.Count; i++)
            {
                var rule = Parse(list[i], $"rules[{i}]");
                var known = new KnownRule(
                    new RuleKey(new TenantId(tenant), rule.Id!),
                    rule,
                    RulePresets.Plan(rule),
                    new RuleOrigin(file.Name)
                );
                if (!taken.Add(known.Key))
                {
                    throw new FormatException($"rules[{i}]: there is another rule with the id {rule.Id}.");
                }

                rules.Add(known);
            }
        }

        return rules;
    }

    private static AlertRule Parse(JsonNode? node, string place)
    {
        try
        {
            var rule = node.Deserialize<AlertRule>(ApiJson.Options) ?? throw new FormatException($"{place} is empty.");
            var faults = Validator.Validate(rule).Errors;
            return faults.Count == 0
                ? rule with
                {
                    Id = rule.Id ?? RuleIds.Of(rule.Name),
                }
                : throw new FormatException($"{place}: {string.Join(" ", faults.Select(f => f.ErrorMessage))}");
        }
        catch (JsonException e)
        {
            throw new FormatException($"{place}: {e.Message}", e);
        }
    }

    private sealed record ReadFile((DateTime, long) Stamp, IReadOnlyList<KnownRule> Rules, string? Fault);
}
