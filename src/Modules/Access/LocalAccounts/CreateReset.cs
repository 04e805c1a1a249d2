using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;
using Monolith.Access.Directory;
using Monolith.Access.SignIn;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.LocalAccounts;

/// <summary>Makes a link with which a person chooses a password, who has none or does not know it:
/// <c>POST /api/v1/access/people/{id}/password-reset</c>.</summary>
internal static class CreateReset
{
    private static readonly TimeSpan ValidFor = TimeSpan.FromDays(1);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/access/people/{id}/password-reset",
                async (
                    string id,
                    HttpContext http,
                    AccessDirectory directory,
                    AccountStore accounts,
                    SignInTrail trail,
                    IOptions<AccessOptions> options,
                    TimeProvider clock,
                    CancellationToken cancellationToken
                ) =>
                {
                    var person = ManagedAccount.Of(id, http.User, directory);
                    var (secret, expiresAt) = (SecretText.New(), clock.GetUtcNow() + ValidFor);
                    await accounts.SaveAsync(
                        person.Id,
                        account => account with { Reset = new PasswordReset(SecretText.HashOf(secret), expiresAt) },
                        trail.By("access.password.reset_made", person, TenantId.Of(http.User).Value) with
                        {
                            Actor = Actor.Of(http.User),
                        },
                        cancellationToken
                    );
                    var origin =
                        options.Value.PublicUrl?.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host.Value}";
                    http.Response.Headers.CacheControl = "no-store";
                    return DocumentJson.Answer(
                        new Response($"{origin}/sign-in/password#token={person.Id}.{secret}", expiresAt)
                    );
                }
            )
            .Describe(
                "Makes a link with which a person chooses a password. A second factor stays.",
                api =>
                    api.Path("id", "The person.")
                        .Gives<Response>(
                            StatusCodes.Status200OK,
                            "The link. It is never shown again.",
                            DocumentJson.Options
                        )
                        .Refuses(StatusCodes.Status403Forbidden, "beyond-your-own")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-person")
            )
            .RequireAuthorization(Permissions.ManageAccess);

    /// <summary>A link for the person.</summary>
    /// <param name="Link">Where they choose their password, once.</param>
    /// <param name="ExpiresAt">When it ends.</param>
    internal sealed record Response(string Link, DateTimeOffset ExpiresAt);
}
