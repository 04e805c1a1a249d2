using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Access.Doors;
using Monolith.Access.Keys;
using Monolith.Platform.Problems;

namespace Monolith.Access.ApiKeys;

/// <summary>Lets in who shows a known key in the headers (<see cref="KeyHeaders"/>).</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    KeyRing keys,
    KeyGate gate,
    Denials denials,
    IProblemDetailsService problems
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "ApiKey";

    // What was found out about the request, for the answer to it.
    private KeyAnswer _answer = KeyAnswer.Unknown;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var key = KeyHeaders.Read(Request.Headers);
        if (key is null && keys.DemandsKey)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var from = Context.Connection.RemoteIpAddress;
        _answer = gate.Ask(key, from);
        if (_answer.Refusal is not (KeyRefusal.None or KeyRefusal.Unknown))
        {
            Tell(_answer);
            return Task.FromResult(AuthenticateResult.Fail("The key does not open."));
        }

        if (_answer is { Caller: { } caller, Key: { } known })
        {
            Context.Features.Set(new LetIn(caller, _ => ValueTask.FromResult(gate.AskAgain(known, from))));
        }

        return Task.FromResult(
            (_answer.Caller ?? keys.Find(key)) is { } holder
                ? AuthenticateResult.Success(new AuthenticationTicket(holder, Scheme))
                : AuthenticateResult.Fail("The key is not known.")
        );
    }

    // A key that is revoked, over, or used from a wrong network is answered as one that never was: who has found it learns nothing. Its
    // owner learns it from the audit trail.
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_answer.Refusal == KeyRefusal.TooFast)
        {
            var seconds = Math.Max(1, (long)Math.Ceiling(_answer.Wait.TotalSeconds));
            Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return WriteProblemAsync(
                StatusCodes.Status429TooManyRequests,
                "key-too-fast",
                "The key is used too often.",
                $"The key may make {_answer.Key!.Key.RatePerSecond} requests a second. Nothing of this one was read."
            );
        }

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

    private void Tell(KeyAnswer answer)
    {
        var reason = answer.Refusal switch
        {
            KeyRefusal.Revoked => "key_revoked",
            KeyRefusal.Expired => "key_expired",
            KeyRefusal.HolderGone => "key_holder_gone",
            KeyRefusal.WrongNetwork => "key_wrong_network",
            KeyRefusal.TooFast => "key_too_fast",
            _ => throw new InvalidOperationException($"{answer.Refusal} is no refusal."),
        };
        var key = answer.Key!.Key;
        denials.Note(new Denial(key.Tenant, key.CallerName, RefusedRequests.EndpointOf(Context), reason));
    }

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
