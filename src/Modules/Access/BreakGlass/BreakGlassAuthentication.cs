using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Access.Doors;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Access.BreakGlass;

/// <summary>Lets in who shows the key for emergencies, once that stands in the audit trail: each request by it does, and where it
/// cannot be written down nobody gets in.</summary>
internal sealed class BreakGlassAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    BreakGlassKey key,
    IDocumentStore documents,
    TimeProvider clock
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "BreakGlass";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var (endpoint, now) = (RefusedRequests.EndpointOf(Context), clock.GetUtcNow());
        Logger.GlassBroken(endpoint);
        await documents.CommitAsync(
            new DocumentChanges().Audit(
                new AuditEntry
                {
                    Id = $"break-glass.{Guid.CreateVersion7(now):N}",
                    Tenant = TenantId.Of(key.Holder).Value,
                    Time = now,
                    Action = "access.break_glass.used",
                    Actor = Actor.Of(key.Holder),
                    Target = new AuditTarget("endpoint", endpoint),
                }
            ),
            Context.RequestAborted
        );
        return AuthenticateResult.Success(new AuthenticationTicket(key.Holder, Scheme));
    }
}
