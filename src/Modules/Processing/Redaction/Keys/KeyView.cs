namespace Monolith.Processing.Redaction.Keys;

/// <summary>What may be told of a key.</summary>
/// <param name="Key">Its number, as it stands in tokens: <c>3</c> in <c>email_k3_…</c>.</param>
/// <param name="State">What it may do.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Retired">When another one took its place.</param>
/// <param name="Destroyed">When it was destroyed.</param>
/// <param name="Forgotten">How many tokens under it lead nowhere any more, because their persons were forgotten.</param>
internal sealed record KeyView(
    int Key,
    KeyState State,
    DateTimeOffset Created,
    DateTimeOffset? Retired,
    DateTimeOffset? Destroyed,
    int Forgotten
)
{
    /// <summary>What may be told of a key.</summary>
    public static KeyView Of(StoredKey key) =>
        new(key.Number, key.State, key.Created, key.Retired, key.Destroyed, key.Forgotten);
}

/// <summary>All keys of a tenant, the newest first.</summary>
internal sealed record KeyList(IReadOnlyList<KeyView> Keys)
{
    /// <summary>The keys as they were read.</summary>
    public static KeyList Of(TenantKeys keys) => new([.. keys.Stored.Reverse().Select(KeyView.Of)]);
}
