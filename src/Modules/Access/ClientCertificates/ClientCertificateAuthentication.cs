using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Monolith.Access.ClientCertificates;

/// <summary>Lets in who has shown a known certificate as the connection was made. Answers to those it does not know are those of the
/// door for keys.</summary>
internal sealed class ClientCertificateAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    KnownCertificates certificates
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "ClientCertificate";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(
            Context.Connection.ClientCertificate is { } shown && certificates.Find(shown) is { } holder
                ? AuthenticateResult.Success(new AuthenticationTicket(holder, Scheme))
                : AuthenticateResult.Fail("The certificate is not known.")
        );
}
