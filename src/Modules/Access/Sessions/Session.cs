namespace Monolith.Access.Sessions;

/// <summary>Somebody has signed in with a browser, and is in one of their tenants.</summary>
internal sealed record Session
{
    /// <summary>What is kept of the secret that the browser has.</summary>
    public string Hash { get; init; } = "";

    /// <summary>What a page of ours sends along with what changes something. Whoever could read it here could not use it: it counts
    /// with the secret only.</summary>
    public string Csrf { get; init; } = "";

    /// <summary>The tenant that they are in.</summary>
    public required string Tenant { get; init; }

    /// <summary>How they have shown who they are: <c>password</c>, <c>set-up</c>, or the name of a provider.</summary>
    public required string Way { get; init; }

    /// <summary>Whether they have shown a code of the second factor of their account, to sign in or to set it up.</summary>
    public bool HasSecondFactor { get; init; }

    /// <summary>When they signed in.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was used last, to within a tenth of the time that it may be idle.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>About where they signed in.</summary>
    public string Network { get; init; } = "";

    /// <summary>What the browser calls itself.</summary>
    public string Browser { get; init; } = "";

    /// <summary>The provider that has vouched for them; null when none has.</summary>
    public string? Issuer { get; init; }

    /// <summary>What the provider calls its own session; null when it does not say.</summary>
    public string? ProviderSession { get; init; }

    /// <summary>Tells it from the person's other sessions. Says nothing of the secret.</summary>
    public string Id => Hash[..16];
}

/// <summary>A session that was found.</summary>
/// <param name="PersonId">Whose.</param>
/// <param name="Session">The session.</param>
/// <param name="Token">What the browser has shown.</param>
internal sealed record FoundSession(string PersonId, Session Session, string Token);
