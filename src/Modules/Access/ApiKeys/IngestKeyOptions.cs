namespace Monolith.Access.ApiKeys;

/// <summary>One named key that may send (<c>Monolith:Access:IngestKeys:NAME</c>).</summary>
internal sealed class IngestKeyOptions : SenderOptions
{
    /// <summary>The key. At least 16 characters.</summary>
    public string Key { get; init; } = "";

    /// <summary>What is wrong with it, in words that follow its setting's name; null when nothing is.</summary>
    public string? Problem =>
        Key.Length < AccessOptions.ShortestKey
            ? $":Key must have at least {AccessOptions.ShortestKey} characters."
            : TenantProblem;
}
