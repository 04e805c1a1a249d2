using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;
using Monolith.Access.LocalAccounts;
using Monolith.Access.Sessions;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;

namespace Monolith.Access.SignIn;

/// <summary>Signs in with address and password: <c>POST /api/v1/session</c>.</summary>
internal static class CreateSession
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/session",
                async (
                    HttpContext http,
                    AccountSignIn accounts,
                    SessionStart start,
                    IOptions<AccessOptions> options,
                    CancellationToken cancellationToken
                ) =>
                {
                    var asked = await DocumentJson.ReadAsync<Request>(http.Request, cancellationToken);
                    if (!options.Value.LocalAccounts)
                    {
                        throw new SignInRefusedException();
                    }

                    var (person, hasSecondFactor) = await accounts.SignInAsync(
                        new Credentials(asked.Email, asked.Password, asked.Code),
                        http.Connection.RemoteIpAddress,
                        cancellationToken
                    );
                    var tenant = person.In(asked.Tenant ?? "") ?? person.Memberships[0];
                    var who = await start.BeginAsync(
                        http,
                        person,
                        new Session
                        {
                            Tenant = tenant.Tenant,
                            Way = "password",
                            HasSecondFactor = hasSecondFactor,
                        },
                        cancellationToken
                    );
                    return DocumentJson.Answer(SessionView.Of(who), StatusCodes.Status201Created);
                }
            )
            .Describe(
                "Signs in with address and password, and with a code where the account asks for one.",
                api =>
                    api.Remark("The session is in a cookie that no script can read.")
                        .Takes<Request>("Who somebody says they are.", DocumentJson.Options)
                        .Gives<SessionView>(StatusCodes.Status201Created, "The session.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status401Unauthorized, "sign-in-refused")
                        .Refuses(StatusCodes.Status401Unauthorized, "code-needed")
                        .Refuses(StatusCodes.Status403Forbidden, "cross-site-request")
                        .Refuses(StatusCodes.Status429TooManyRequests, "too-many-attempts")
            )
            .FromHereOnly()
            .AllowAnonymous();

    /// <summary>Who somebody says they are.</summary>
    /// <param name="email">Their address.</param>
    /// <param name="password">Their password.</param>
    /// <param name="code">A code of the second factor, or for recovery.</param>
    /// <param name="tenant">The tenant to begin in; the first of theirs without it.</param>
    internal sealed class Request(string email, string password, string? code = null, string? tenant = null)
    {
        public string Email => email;

        public string Password => password;

        public string? Code => code;

        public string? Tenant => tenant;
    }
}
