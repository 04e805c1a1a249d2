using System.ComponentModel.DataAnnotations;
using Monolith.Access.OpenId;
using Monolith.Platform.Security;

namespace Monolith.Access.ApiKeys;

/// <summary>Who may come in (<c>Monolith:Access</c>). Without keys, everyone on this machine may do everything, and the
/// host listens on loopback only.</summary>
internal sealed class AccessOptions : IValidatableObject
{
    /// <summary>How many characters a key has at least.</summary>
    public const int ShortestKey = 16;

    // The names of the keys that have none of their own: whoever took one would pass for it in the audit trail.
    private static readonly string[] TakenNames =
    [
        "local",
        "ingest-key",
        "admin-key",
        "metrics-key",
        BreakGlass.BreakGlassKey.Name,
    ];

    /// <summary>May send telemetry. At least 16 characters; empty for none. Read it from the environment or a file, not
    /// from the command line, which every user of the machine can see.</summary>
    [MinLength(ShortestKey, ErrorMessage = "Monolith:Access:IngestKey must have at least 16 characters.")]
    public string? IngestKey { get; init; }

    /// <summary>May send and search. At least 16 characters; empty for none.</summary>
    [MinLength(ShortestKey, ErrorMessage = "Monolith:Access:AdminKey must have at least 16 characters.")]
    public string? AdminKey { get; init; }

    /// <summary>May read Monolith's own metrics and nothing else: for Prometheus. At least 16 characters; empty for none.</summary>
    [MinLength(ShortestKey, ErrorMessage = "Monolith:Access:MetricsKey must have at least 16 characters.")]
    public string? MetricsKey { get; init; }

    /// <summary>Opens everything in an emergency. Each request by it stands in the audit trail before anything is done, and is warned of
    /// in the log. At least 16 characters; empty for none.</summary>
    [MinLength(ShortestKey, ErrorMessage = "Monolith:Access:BreakGlassKey must have at least 16 characters.")]
    public string? BreakGlassKey { get; init; }

    /// <summary>Keys of people, by name. Each may do what the admin key may; the audit trail and approvals tell them apart. At
    /// least 16 characters each.</summary>
    public IReadOnlyDictionary<string, string> Operators { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Keys that may send, by name, each for a tenant of its own. Quotas and idempotency keys are per name.</summary>
    public IReadOnlyDictionary<string, IngestKeyOptions> IngestKeys { get; init; } =
        new Dictionary<string, IngestKeyOptions>(StringComparer.Ordinal);

    /// <summary>The tenant whose data all keys belong to, but for those of <see cref="IngestKeys"/> that say another.</summary>
    [RegularExpression("^[A-Za-z0-9._-]{1,64}$")]
    public string Tenant { get; init; } = "default";

    /// <summary>Whether people may sign in with a password that is kept here. The start says how the first one gets in.</summary>
    public bool LocalAccounts { get; init; }

    /// <summary>Whether who signs in with a password needs a second factor too. Who has none yet sets one up first and can do nothing
    /// else.</summary>
    public bool SecondFactorRequired { get; init; }

    /// <summary>Where people reach this installation, such as <c>https://logs.example.org</c>: providers send them back there. Without
    /// it, where the request came in.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Providers of identities by which people sign in and programs come in, by name.</summary>
    public IReadOnlyDictionary<string, OpenIdOptions> OpenId { get; init; } =
        new Dictionary<string, OpenIdOptions>(StringComparer.Ordinal);

    /// <summary>Whether people can sign in. Then everybody has to show who they are, on loopback too.</summary>
    public bool HasSignIn => LocalAccounts || OpenId.Count > 0;

    /// <summary>Whether it is said who may come in.</summary>
    public bool IsConfigured => HasKeys || HasSignIn;

    /// <summary>Whether there is any key at all.</summary>
    public bool HasKeys =>
        IngestKey is not null
        || AdminKey is not null
        || MetricsKey is not null
        || BreakGlassKey is not null
        || Operators.Count > 0
        || IngestKeys.Count > 0;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Operators
            .Where(o => o.Value.Length < ShortestKey)
            .Select(o => $"Operators:{o.Key} must have at least {ShortestKey} characters.")
            .Concat(
                IngestKeys.Where(k => k.Value.Problem is not null).Select(k => $"IngestKeys:{k.Key}{k.Value.Problem}")
            )
            .Concat(NamesOfTwo().Select(name => $"IngestKeys:{name} has the name of another key. Choose another one."))
            .Concat(SharedKeys().Select(name => $"IngestKeys:{name}:Key is another one's key too. Each needs its own."))
            .Concat(OpenId.Where(p => p.Value.Problem is not null).Select(p => $"OpenId:{p.Key}{p.Value.Problem}"))
            .Concat(
                OpenId
                    .Keys.Where(name => !TenantId.IsName(name))
                    .Select(name => $"OpenId:{name} must have a name of letters, digits, '-', '_' and '.'.")
            )
            .Concat(IsOrigin(PublicUrl) ? [] : ["PublicUrl must be a scheme and a host: https://logs.example.org."])
            .Select(problem => new ValidationResult($"Monolith:Access:{problem}"));

    private static bool IsOrigin(string? url) =>
        url is null
        || (
            Uri.TryCreate(url, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            && address.PathAndQuery == "/"
        );

    private IEnumerable<string> NamesOfTwo() =>
        IngestKeys.Keys.Where(name => Operators.ContainsKey(name) || TakenNames.Contains(name, StringComparer.Ordinal));

    // It could not be told whose data such a key brings.
    private IEnumerable<string> SharedKeys()
    {
        var keys = IngestKeys
            .Values.Select(k => k.Key)
            .Concat(Operators.Values)
            .Concat([IngestKey ?? "", AdminKey ?? "", MetricsKey ?? "", BreakGlassKey ?? ""])
            .CountBy(key => key, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        return IngestKeys.Where(k => keys[k.Value.Key] > 1).Select(k => k.Key);
    }
}
