using Monolith.Access.ApiKeys;

namespace Monolith.Access.ClientCertificates;

/// <summary>A client that is known by its certificate and may send (<c>Monolith:Access:ClientCertificates:NAME</c>).</summary>
internal sealed class ClientCertificateOptions : SenderOptions
{
    public const string Section = "Monolith:Access:ClientCertificates";

    /// <summary>What the certificate says it is for: a host name or an address of the form <c>spiffe://…</c> among its alternative
    /// names, or its common name where it has none of those.</summary>
    public string Subject { get; init; } = "";

    /// <summary>What is wrong with it, in words that follow its setting's name; null when nothing is.</summary>
    public string? Problem => Subject.Length == 0 ? ":Subject is missing." : TenantProblem;
}
