using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentValidation;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Healing.Policies;

/// <summary>
/// The policies of the YAML files of a folder. A file that is broken is told of with its line and keeps its last good version;
/// a file that is gone takes its policies with it. What comes into force is in the audit trail. Thread-safe.
/// </summary>
internal sealed class ProvisionedPolicies(
    IOptions<HealingOptions> options,
    IValidator<Policy> validator,
    IDocumentStore documents,
    TimeProvider clock,
    ILogger<ProvisionedPolicies> logger
) : BackgroundService, IHostedLifecycleService
{
    private readonly HealingOptions _options = options.Value;

    // Touched only by the loop.
    private Dictionary<string, PolicyFile> _files = new(StringComparer.Ordinal);

    // Null until the folder was read once.
    private volatile FrozenDictionary<(TenantId Tenant, string Id), KnownPolicy>? _policies;

    // Who asks before the first reading is not told that there are none: an alert would be met without its policy.
    private FrozenDictionary<(TenantId Tenant, string Id), KnownPolicy> Policies =>
        _policies ?? throw new PoliciesUnreadException(_options.PoliciesInterval);

    /// <summary>A policy of a file; null when there is none of this id.</summary>
    /// <exception cref="PoliciesUnreadException">The files were never read.</exception>
    public KnownPolicy? Find(TenantId tenant, string id) => Policies.GetValueOrDefault((tenant, id));

    /// <summary>The policies of a tenant that are in files.</summary>
    /// <exception cref="PoliciesUnreadException">The files were never read.</exception>
    public IEnumerable<KnownPolicy> List(TenantId tenant) =>
        Policies.Where(p => p.Key.Tenant == tenant).Select(p => p.Value);

    /// <summary>Reads the files before anything starts that needs them: an alert or a run of the last life may be waiting.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) => ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_options.PoliciesPath is not null && !stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(_options.PoliciesInterval, clock, stoppingToken);
            await ReadAsync(stoppingToken);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (_options.PoliciesPath is not { } folder)
        {
            _policies = FrozenDictionary<(TenantId, string), KnownPolicy>.Empty;
            return;
        }

        try
        {
            var files = new Dictionary<string, PolicyFile>(StringComparer.Ordinal);
            foreach (var path in Directory.EnumerateFiles(folder).Where(IsYaml).Order(StringComparer.Ordinal))
            {
                var name = Path.GetFileName(path);
                var text = await File.ReadAllTextAsync(path, cancellationToken);
                var before = _files.GetValueOrDefault(name);
                files[name] = before?.Text == text ? before : await LoadAsync(name, text, before, cancellationToken);
            }

            foreach (var (name, file) in _files.Where(f => !files.ContainsKey(f.Key)))
            {
                await TellAsync(name, file, "healing.policies.removed", cancellationToken);
            }

            _files = files;
            _policies = files
                .SelectMany(file => file.Value.Policies.Select(policy => (file.Key, file.Value.Tenant, policy)))
                .DistinctBy(p => (p.Tenant, p.policy.Id))
                .ToFrozenDictionary(p => (p.Tenant, p.policy.Id), p => new KnownPolicy(p.policy, p.Key, ETag: null));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The folder may be away for a moment, or the store: what was in force stays so until the next turn.
            logger.PoliciesNotRead(e, folder);
        }
    }

    private async Task<PolicyFile> LoadAsync(
        string name,
        string text,
        PolicyFile? before,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var file = Parse(text);
            await TellAsync(name, file, "healing.policies.loaded", cancellationToken);
            logger.PoliciesLoaded(file.Policies.Count, name);
            return file;
        }
        catch (Exception e) when (e is FormatException or JsonException or ValidationException)
        {
            logger.PoliciesBroken(name, e.Message);
            return new PolicyFile(text, before?.Tenant ?? TenantId.Default, before?.Policies ?? []);
        }
    }

    private PolicyFile Parse(string text)
    {
        var nodes = YamlDocuments.Parse(text);
        var content =
            nodes.Count == 1
                ? nodes[0].Deserialize<Content>(HealingJson.Options)!
                : throw new FormatException("The file must hold one YAML document.");
        if (!TenantId.IsName(content.Tenant))
        {
            throw new FormatException($"'{content.Tenant}' is no tenant.");
        }

        foreach (var policy in content.Policies)
        {
            validator.ValidateAndThrow(policy);
        }

        return new PolicyFile(text, new TenantId(content.Tenant), content.Policies);
    }

    /// <summary>One entry for one text of a file, however often it is read.</summary>
    private Task TellAsync(string name, PolicyFile file, string action, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\n{file.Text}")));
        var entry = new AuditEntry
        {
            Id = $"{action}.{hash[..32]}",
            Tenant = file.Tenant.Value,
            Time = clock.GetUtcNow(),
            Action = action,
            Actor = Actor.System("healing"),
            Target = new AuditTarget("healing_policy_file", name),
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["policies"] = string.Join(", ", file.Policies.Select(p => p.Id)),
                ["sha256"] = hash,
            },
        };
        return documents.CommitAsync(new DocumentChanges().Audit(entry), cancellationToken);
    }

    private static bool IsYaml(string path) => Path.GetExtension(path) is ".yaml" or ".yml";

    private sealed record Content(IReadOnlyList<Policy> Policies, string Tenant = "default");

    /// <summary>A file as it was last read, with the policies that are in force because of it.</summary>
    private sealed record PolicyFile(string Text, TenantId Tenant, IReadOnlyList<Policy> Policies);
}
