using Monolith.Platform.Problems;

namespace Monolith.Access.OpenId;

/// <summary>503: a provider of identities does not answer, or answers what is no answer.</summary>
internal sealed class ProviderUnavailableException(string provider, string why)
    : ProblemException(
        503,
        "provider-unavailable",
        "The provider of identities does not answer.",
        $"{provider}: {why}. Other ways in go on."
    );
