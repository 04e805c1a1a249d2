using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Access.Directory;
using Monolith.Access.Doors;
using Monolith.Access.LocalAccounts;
using Monolith.Access.SignIn;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Access.Sessions;

/// <summary>Lets in who shows a session, for what a page of ours asks.</summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    SessionCookie cookie,
    SessionStore sessions,
    CrossSite crossSite,
    SecondFactorDemand secondFactor,
    AccessDirectory directory,
    Denials denials,
    IProblemDetailsService problems
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "Session";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (cookie.Read(Request) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        if (await sessions.FindAsync(token, Context.RequestAborted) is not { } found)
        {
            return AuthenticateResult.Fail("The session is over.");
        }

        if (directory.PersonOfId(found.PersonId) is not { } person || CallerOf(found) is not { } caller)
        {
            return AuthenticateResult.Fail("The person may not come in any more.");
        }

        if (!crossSite.Allows(Request, found.Session))
        {
            return Refuse("cross_site", new CrossSiteException());
        }

        if (!secondFactor.Allows(Context, found.Session))
        {
            return Refuse(SecondFactorDemand.Reason, new SecondFactorNeededException());
        }

        Context.Features.Set(new SignedIn(person, found, secondFactor.IsUnmet(found.Session)));
        Context.Features.Set(
            new LetIn(caller, async stop => await sessions.PeekAsync(token, stop) is { } still ? CallerOf(still) : null)
        );
        return AuthenticateResult.Success(new AuthenticationTicket(caller, Scheme));

        AuthenticateResult Refuse(string reason, ProblemException refusal)
        {
            var name = caller.Identity!.Name!;
            denials.Note(new Denial(found.Session.Tenant, name, RefusedRequests.EndpointOf(Context), reason));
            return AuthenticateResult.Fail(refusal);
        }
    }

    private ClaimsPrincipal? CallerOf(FoundSession found) =>
        directory.PersonOfId(found.PersonId) is { } person
            ? directory.CallerOf(person, new TenantId(found.Session.Tenant), Scheme)
            : null;

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var tried = await HandleAuthenticateOnceSafeAsync();
        await WriteAsync(tried.Failure as ProblemException ?? new SignInNeededException());
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        WriteAsync(new NotAllowedException("not-allowed", "Your roles do not open this."));

    private async Task WriteAsync(ProblemException problem)
    {
        var details = ProblemResponses.Of(problem)!;
        Response.StatusCode = problem.Status;
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IProblemForm>() is { } form)
        {
            await form.WriteAsync(Context, details);
            return;
        }

        await problems.WriteAsync(new ProblemDetailsContext { HttpContext = Context, ProblemDetails = details });
    }
}
