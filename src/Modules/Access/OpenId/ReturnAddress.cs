using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;

namespace Monolith.Access.OpenId;

/// <summary>Where providers send browsers back to. The provider knows these addresses and takes no others.</summary>
internal sealed class ReturnAddress(IOptions<AccessOptions> options)
{
    /// <summary>Where this installation is reached.</summary>
    public string Origin(HttpRequest request) =>
        options.Value.PublicUrl?.TrimEnd('/') ?? $"{request.Scheme}://{request.Host.Value}";

    /// <summary>Where a browser comes back to from a provider.</summary>
    public string Of(HttpRequest request, string provider) => $"{Origin(request)}/sign-in/openid/{provider}/callback";
}
