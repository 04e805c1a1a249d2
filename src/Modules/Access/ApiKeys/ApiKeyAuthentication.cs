using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform.Problems;

namespace Monolith.Access.ApiKeys;

/// <summary>Lets in who shows a known key in the headers (<see cref="KeyHeaders"/>).</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    KeyRing keys,
    IProblemDetailsService problems
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "ApiKey";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var key = KeyHeaders.Read(Request.Headers);
        if (key is null && keys.DemandsKey)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        return Task.FromResult(
            keys.Find(key) is { } holder
                ? AuthenticateResult.Success(new AuthenticationTicket(holder, Scheme))
                : AuthenticateResult.Fail("The key is not known.")
        );
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return WriteProblemAsync(
            StatusCodes.Status401Unauthorized,
            "key-needed",
            "A key is needed.",
            $"Send a known key as {KeyHeaders.Forms}."
        );
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        WriteProblemAsync(
            StatusCodes.Status403Forbidden,
            "not-allowed",
            "This key may not do that.",
            "The key is known, but it does not open this endpoint. Searching needs the admin key."
        );

    private async Task WriteProblemAsync(int status, string slug, string title, string detail)
    {
        Response.StatusCode = status;
        var problem = new ProblemDetails
        {
            Type = $"/problems/{slug}",
            Title = title,
            Status = status,
            Detail = detail,
        };
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IProblemForm>() is { } form)
        {
            await form.WriteAsync(Context, problem);
            return;
        }

        await problems.WriteAsync(new ProblemDetailsContext { HttpContext = Context, ProblemDetails = problem });
    }
}
