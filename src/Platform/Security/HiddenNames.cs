using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Security;

/// <summary>The names that a reader does not see. Every name of a field counts, and so does what lies below a name:
/// <c>payment</c> hides <c>payment.iban</c>.</summary>
public sealed class HiddenNames
{
    // What makes a record one, and no part of what it says: without them there is nothing to page through.
    private static readonly string[] AlwaysSeen = [LogFields.Timestamp, "observed_timestamp", "id", "weight"];

    // What else is written into the same place, or made of it.
    private static readonly string[][] OnePlace =
    [
        ["user_id", "enduser.id"],
        ["url.full", "url.path", "http.target"],
        [LogFields.Severity, "severity_number", "severity_text"],
        ["db.system.name", "db.system"],
    ];

    private readonly HashSet<string> _names;
    private readonly string[] _prefixes;

    /// <summary>The names, and all that goes with them.</summary>
    /// <param name="hidden">As a role or a contract has them.</param>
    public HiddenNames(IEnumerable<string> hidden)
    {
        var written = hidden.ToList();
        _names = written.SelectMany(AllNamesOf).Concat(written).ToHashSet(StringComparer.Ordinal);
        _prefixes = [.. written.Select(name => $"{name}.")];
    }

    /// <summary>All names.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>The beginnings of the names that lie below.</summary>
    public IReadOnlyCollection<string> Prefixes => _prefixes;

    /// <summary>Whether an attribute of this name is hidden.</summary>
    public bool HidesAttribute(string name) =>
        _names.Contains(name) || _prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Whether the field of this name is hidden.</summary>
    /// <param name="name">The field's own name.</param>
    public bool HidesField(string name) =>
        !AlwaysSeen.Contains(name, StringComparer.Ordinal) && AllNamesOf(name).Any(HidesAttribute);

    private static IEnumerable<string> AllNamesOf(string name)
    {
        var own = LogFields.Canonical(name);
        var place = OnePlace.FirstOrDefault(place => place.Contains(own, StringComparer.Ordinal)) ?? [own];
        return place.Concat(
            LogFields
                .Aliases.Where(alias => place.Contains(alias.Value, StringComparer.Ordinal))
                .Select(alias => alias.Key)
        );
    }
}
