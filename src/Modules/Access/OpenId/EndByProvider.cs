using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Access.Sessions;
using Monolith.Access.SignIn;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;

namespace Monolith.Access.OpenId;

/// <summary>A provider says that somebody has signed out there: <c>POST /sign-in/openid/{provider}/back-channel-logout</c> (OpenID
/// Connect Back-Channel Logout 1.0).</summary>
internal static class EndByProvider
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private const string Kind = "access-logout-tokens";

    private static readonly TimeSpan ValidFor = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/sign-in/openid/{provider}/back-channel-logout",
                async (
                    string provider,
                    HttpContext http,
                    OpenIdProviders providers,
                    AccessDirectory directory,
                    SessionStore sessions,
                    SignInTrail trail,
                    IDocumentStore documents,
                    TimeProvider clock,
                    CancellationToken cancellationToken
                ) =>
                {
                    http.Response.Headers.CacheControl = "no-store";
                    var known = providers.Get(provider);
                    if (!http.Request.HasFormContentType)
                    {
                        throw new UnsupportedMediaException("Send logout_token as application/x-www-form-urlencoded.");
                    }

                    var form = await http.Request.ReadFormAsync(cancellationToken);
                    var token = form["logout_token"].ToString();
                    var client = known.Options.ClientId;
                    var said = await known.ValidateAsync(token, client, mustExpire: false, cancellationToken);
                    if (said is null || !IsLogout(said, clock.GetUtcNow()))
                    {
                        throw new InvalidRequestException(
                            "logout_token",
                            "It is no token of the provider that ends a session."
                        );
                    }

                    if (!await IsFirstAsync(documents, said.FindFirst("jti")!.Value, cancellationToken))
                    {
                        throw new InvalidRequestException("logout_token", "It was shown before.");
                    }

                    var (subject, session) = (said.FindFirst("sub")?.Value, said.FindFirst("sid")?.Value);
                    var people = subject is null
                        ? directory.Now.Documents.People.Values.Select(d => d.Value)
                        : new[] { directory.PersonOf(known.Issuer, subject) }.OfType<People.Person>();
                    foreach (var person in people.Where(p => p.Identities.Any(i => i.Issuer == known.Issuer)).ToList())
                    {
                        bool IsEnded(Session s) =>
                            s.Issuer == known.Issuer && (session is null || s.ProviderSession == session);
                        if ((await sessions.ListAsync(person.Id, cancellationToken)).Any(IsEnded))
                        {
                            var entry = trail.By("access.session.ended", person, tenant: null, ("reason", "provider"));
                            await sessions.EndAsync(person.Id, IsEnded, entry, cancellationToken);
                        }
                    }

                    return TypedResults.Ok();
                }
            )
            .Describe(
                "Ends the sessions of somebody who has signed out at a provider of identities.",
                api =>
                    api.Path("provider", "Its name.")
                        .TakesAny("The provider's token, as logout_token.", "application/x-www-form-urlencoded")
                        .Gives(StatusCodes.Status200OK, "They are over.")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-provider")
            )
            .AllowAnonymous()
            .DisableAntiforgery(); // the provider's token is what protects it

    private static bool IsLogout(ClaimsIdentity said, DateTimeOffset now) =>
        HasEvent(said.FindFirst("events")?.Value)
        && said.FindFirst("nonce") is null // with one, it was made to sign in
        && said.FindFirst("jti") is { Value.Length: > 0 and <= 150 }
        && (said.FindFirst("sub") is not null || said.FindFirst("sid") is not null)
        && long.TryParse(said.FindFirst("iat")?.Value, System.Globalization.CultureInfo.InvariantCulture, out var at)
        && Math.Abs(now.ToUnixTimeSeconds() - at) < ValidFor.TotalSeconds;

    private static bool HasEvent(string? events)
    {
        try
        {
            return events is not null && JsonElement.Parse(events).TryGetProperty(Event, out _);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static async Task<bool> IsFirstAsync(
        IDocumentStore documents,
        string id,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var seen = new DocumentChanges().Add(Kind, SecretText.HashOf(id), true, 2 * ValidFor);
            await documents.CommitAsync(seen, cancellationToken);
            return true;
        }
        catch (DocumentConflictException)
        {
            return false;
        }
    }
}
