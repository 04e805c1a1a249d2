using Microsoft.AspNetCore.Http;
using Monolith.Access.LocalAccounts;
using Monolith.Access.People;
using Monolith.Access.SignIn;

namespace Monolith.Access.Sessions;

/// <summary>Begins and changes the session of a browser. What it had before opens nothing any more: nobody can prepare a session for
/// somebody else to sign in to.</summary>
internal sealed class SessionStart(
    SessionStore sessions,
    SessionCookie cookie,
    SecondFactorDemand secondFactor,
    SignInTrail trail
)
{
    private const int LongestBrowser = 200;

    /// <summary>Signs somebody in.</summary>
    /// <param name="http">The request that has shown who they are.</param>
    /// <param name="person">Who they are.</param>
    /// <param name="session">The tenant that they are in, and how they have shown it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SignedIn> BeginAsync(
        HttpContext http,
        Person person,
        Session session,
        CancellationToken cancellationToken
    )
    {
        if (cookie.Read(http.Request) is { } old && await sessions.FindAsync(old, cancellationToken) is { } before)
        {
            var ended = trail.By("access.session.ended", person, before.Session.Tenant, ("reason", "replaced"));
            await sessions.EndAsync(before.PersonId, s => s.Hash == before.Session.Hash, ended, cancellationToken);
        }

        var browser = http.Request.Headers.UserAgent.ToString();
        var begun = session with
        {
            Network = Networks.About(http.Connection.RemoteIpAddress),
            Browser = browser.Length > LongestBrowser ? browser[..LongestBrowser] : browser,
        };
        var entry = trail.By(
            "access.session.started",
            person,
            session.Tenant,
            ("way", session.Way),
            ("network", begun.Network)
        );
        var found = await sessions.StartAsync(person.Id, begun, entry, cancellationToken);
        cookie.Write(http, found.Token);
        return new SignedIn(person, found, secondFactor.IsUnmet(found.Session));
    }

    /// <summary>Goes on with a session under another secret.</summary>
    /// <exception cref="SignInNeededException">It is over meanwhile.</exception>
    public async Task<SignedIn> RotateAsync(
        HttpContext http,
        SignedIn who,
        Func<Session, Session> change,
        string action,
        CancellationToken cancellationToken
    )
    {
        var after = change(who.Found.Session);
        var entry = trail.By(action, who.Person, after.Tenant);
        var token =
            await sessions.RotateAsync(who.Found, change, entry, cancellationToken)
            ?? throw new SignInNeededException();
        cookie.Write(http, token);
        return new SignedIn(who.Person, new FoundSession(who.Person.Id, after, token), secondFactor.IsUnmet(after));
    }
}
