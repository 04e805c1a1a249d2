namespace Monolith.Access.LocalAccounts;

/// <summary>What a person signs in with where no provider vouches for them. A document; its id is the person's.</summary>
internal sealed record LocalAccount
{
    /// <summary>What is kept of the password (<see cref="PasswordHasher"/>); null until one is chosen.</summary>
    public string? Password { get; init; }

    /// <summary>What is needed beside the password; null when nothing is.</summary>
    public SecondFactor? SecondFactor { get; init; }

    /// <summary>A second factor that was begun, and of which no code has been shown yet.</summary>
    public SecondFactor? Pending { get; init; }

    /// <summary>What is kept of the recovery codes that were not used.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; init; } = [];

    /// <summary>Lets somebody choose a password who does not know it; null when nobody may.</summary>
    public PasswordReset? Reset { get; init; }

    /// <summary>The account as it asks for no codes.</summary>
    public LocalAccount WithoutSecondFactor() => this with { SecondFactor = null, Pending = null, RecoveryCodes = [] };
}

/// <summary>An app on a phone that makes codes.</summary>
/// <param name="Secret">The secret that it shares with us, wrapped, as base64.</param>
/// <param name="LastStep">The step of the last code that was used. It and those before are refused.</param>
internal sealed record SecondFactor(string Secret, long LastStep);

/// <summary>A link that was made for somebody, once.</summary>
/// <param name="Hash">What is kept of its secret.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record PasswordReset(string Hash, DateTimeOffset ExpiresAt);
