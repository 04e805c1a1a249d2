using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Rules;

/// <summary>Tells the audit trail what files change about the rules: once for each change, whichever replica sees it first. Used
/// by the replica that evaluates.</summary>
internal sealed class FileAudit(IDocumentStore documents, TimeProvider clock)
{
    private const string Kind = "alerting";
    private const string Id = "rule-files";
    private const int MaxIds = 1_000;

    private static readonly Dictionary<string, string> NoFiles = new(StringComparer.Ordinal);

    /// <summary>Tells what has changed since the last call, before a restart too.</summary>
    public async Task NoteAsync(IEnumerable<KnownRule> rules, CancellationToken cancellationToken)
    {
        var files = rules
            .Where(rule => rule.Origin.File is not null)
            .GroupBy(rule => (rule.Key.Tenant, File: rule.Origin.File!))
            .ToDictionary(file => $"{file.Key.Tenant}/{file.Key.File}", file => file.ToList(), StringComparer.Ordinal);
        var hashes = files.ToDictionary(file => file.Key, file => HashOf(file.Value), StringComparer.Ordinal);
        var stored = await documents.GetAsync<Files>(Kind, Id, cancellationToken);
        var before = stored?.Value.Hashes ?? NoFiles;
        var changed = before
            .Keys.Union(hashes.Keys, StringComparer.Ordinal)
            .Where(file => before.GetValueOrDefault(file) != hashes.GetValueOrDefault(file))
            .ToList();
        if (changed.Count == 0)
        {
            return;
        }

        var changes = new DocumentChanges();
        _ = stored is null
            ? changes.Add(Kind, Id, new Files(hashes))
            : changes.Replace(Kind, Id, new Files(hashes), stored.ETag);
        foreach (var file in changed)
        {
            changes.Audit(Entry(file, hashes.GetValueOrDefault(file), files.GetValueOrDefault(file) ?? []));
        }

        await documents.CommitAsync(changes, cancellationToken);
    }

    private AuditEntry Entry(string file, string? hash, List<KnownRule> rules)
    {
        var now = clock.GetUtcNow();
        var slash = file.IndexOf('/', StringComparison.Ordinal);
        var ids = string.Join(", ", rules.Select(rule => rule.Key.Id));
        return new AuditEntry
        {
            Id = $"rule-file.{Hex(file)}.{now.UtcTicks}",
            Tenant = file[..slash],
            Time = now,
            Action = $"alerting.rule_file.{(hash is null ? "removed" : "read")}",
            Actor = Actor.System("alerting"),
            Target = new AuditTarget("alert_rule_file", file[(slash + 1)..]),
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["rules"] = ids.Length > MaxIds ? ids[..MaxIds] : ids,
                ["hash"] = hash ?? "",
            },
        };
    }

    private static string HashOf(IEnumerable<KnownRule> rules) =>
        Hex(JsonSerializer.Serialize(rules.Select(rule => rule.Rule), ApiJson.Options));

    private static string Hex(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    /// <param name="Hashes">What the rules of each file of each tenant were last.</param>
    internal sealed record Files(IReadOnlyDictionary<string, string> Hashes);
}
