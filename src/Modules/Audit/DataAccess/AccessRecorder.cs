using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Monolith.Audit.Contracts;
using Monolith.Platform.Problems;

namespace Monolith.Audit.DataAccess;

/// <summary>Answers requests for data so that each leaves an entry. Reading goes on while the trail takes nothing: the entries are
/// kept on disk until it does, and only when there is no room for more is nothing given out any more.</summary>
internal sealed class AccessRecorder(
    IAuditTrail trail,
    AccessSpool spool,
    IOptions<AuditOptions> options,
    TimeProvider clock
)
{
    // An append takes some milliseconds. One that takes this long is told again from the disk; the trail knows it by its id.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Answers a request.</summary>
    /// <exception cref="AuditUnavailableException">There is no room for one more entry.</exception>
    public async Task AnswerAsync(string action, string? begun, RequestDelegate answer, HttpContext http)
    {
        if (!options.Value.RecordAccess)
        {
            await answer(http);
            return;
        }

        spool.ThrowIfFull();
        var (body, access) = (http.Response.Body, new Access());
        await using var counted = new CountedBody(body);
        if (begun is not null)
        {
            await RecordAsync(AccessEntry.Of(http, begun, access, bytes: 0, failure: null, clock.GetUtcNow()));
        }

        http.Features.Set(access);
        http.Response.Body = counted;
        string? failure = null;
        try
        {
            await answer(http);
            failure = http.Response.StatusCode < StatusCodes.Status400BadRequest ? null : "refused";
        }
        catch (Exception e)
        {
            failure = e switch
            {
                ProblemException problem => problem.Slug,
                OperationCanceledException => "broken-off",
                _ => "failed",
            };
            throw;
        }
        finally
        {
            http.Response.Body = body;
            await RecordAsync(AccessEntry.Of(http, action, access, counted.Bytes, failure, clock.GetUtcNow()));
        }
    }

    // The caller may have gone, and was given what they were given: nothing of theirs cancels this.
    private async Task RecordAsync(AuditEntry entry)
    {
        if (spool.IsEmpty)
        {
            using var patience = new CancellationTokenSource(Patience, clock);
            try
            {
                await trail.AppendAsync(entry, patience.Token);
                return;
            }
            catch (Exception e) when (e is AuditUnavailableException or OperationCanceledException)
            {
                // To the disk.
            }
        }

        await spool.KeepAsync(entry, CancellationToken.None);
    }
}
