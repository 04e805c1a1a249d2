using Monolith.Platform.Problems;

namespace Monolith.Alerting.Rules;

/// <summary>All rules, those of the files before those of the API where both have one id. Thread-safe.</summary>
internal sealed class RuleCatalog(RuleStore store, RuleFolder folder)
{
    private volatile bool _isChanged = true;

    /// <summary>Every rule of every tenant.</summary>
    public async Task<IReadOnlyDictionary<RuleKey, KnownRule>> ListAsync(CancellationToken cancellationToken)
    {
        var rules = new Dictionary<RuleKey, KnownRule>();
        foreach (var rule in folder.List().Concat(await store.ListAsync(cancellationToken)))
        {
            rules.TryAdd(rule.Key, rule);
        }

        return rules;
    }

    /// <summary>One rule; null when there is none.</summary>
    public async Task<KnownRule?> FindAsync(RuleKey key, CancellationToken cancellationToken) =>
        folder.List().FirstOrDefault(rule => rule.Key == key) ?? await store.FindAsync(key, cancellationToken);

    /// <summary>One rule.</summary>
    /// <exception cref="NotFoundException">There is none, or it is another tenant's.</exception>
    public async Task<KnownRule> GetAsync(RuleKey key, CancellationToken cancellationToken) =>
        await FindAsync(key, cancellationToken)
        ?? throw new NotFoundException("no-such-rule", $"There is no rule {key.Id}.");

    /// <summary>One rule, to change it.</summary>
    /// <param name="key">Which rule.</param>
    /// <param name="etag">How the caller last saw it; null when that does not matter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotFoundException">There is none, or it is another tenant's.</exception>
    /// <exception cref="ConflictException">It comes from a file.</exception>
    /// <exception cref="Platform.Documents.DocumentConflictException">The caller has not seen its last change.</exception>
    public async Task<KnownRule> GetToChangeAsync(RuleKey key, string? etag, CancellationToken cancellationToken)
    {
        var rule = await GetAsync(key, cancellationToken);
        if (rule.Origin.File is { } file)
        {
            throw new ConflictException(
                "kept-in-a-file",
                $"The rule {key.Id} comes from the file {file}. Change it there."
            );
        }

        return etag is null || etag == rule.Origin.ETag
            ? rule
            : throw new Platform.Documents.DocumentConflictException(RuleStore.Kind, key.Id);
    }

    /// <summary>Says that a rule was changed here, so that nobody needs to wait for the next look.</summary>
    public void NoteChange() => _isChanged = true;

    /// <summary>Whether a rule was changed here since the last call.</summary>
    public bool TakeChange()
    {
        var isChanged = _isChanged;
        _isChanged = false;
        return isChanged;
    }
}
