using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Security;

namespace Monolith.Access.Doors;

/// <summary>That a door has let somebody in, and how it is found out whether it still would. The door leaves it with the request.</summary>
/// <param name="Caller">Who came in.</param>
/// <param name="AskAgainAsync">Who would come in now by the same; null when nobody would. Never counts as a use.</param>
internal sealed record LetIn(
    ClaimsPrincipal Caller,
    Func<CancellationToken, ValueTask<ClaimsPrincipal?>> AskAgainAsync
);

/// <summary>Cuts answers that go on, as live tails and exports do, once whoever gets them may not any more: their key or session is
/// revoked or over, or opens something else than it did. What was known goes on while a store does not answer. Thread-safe.</summary>
internal sealed class OpenRequests(TimeProvider clock, ILogger<OpenRequests> logger) : BackgroundService
{
    // With what is known of keys and sessions being three seconds old at most, all are cut within five.
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Watched, LetIn> _open = new();

    /// <summary>Watches a request until it is disposed of; null when its door has nothing to ask.</summary>
    public IDisposable? Watch(HttpContext context)
    {
        if (context.Features.Get<LetIn>() is not { } letIn)
        {
            return null;
        }

        var watched = new Watched(context, _open);
        _open[watched] = letIn;
        return watched;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await Parallel.ForEachAsync(
                _open,
                stoppingToken,
                async (one, stop) => await LookAsync(one.Key, one.Value, stop)
            );
        }
    }

    private async Task LookAsync(Watched request, LetIn letIn, CancellationToken cancellationToken)
    {
        try
        {
            if (await letIn.AskAgainAsync(cancellationToken) is not { } now || !OpensTheSame(now, letIn.Caller))
            {
                request.Cut();
            }
        }
#pragma warning disable CA1031 // The loop outlives whatever a store throws.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            logger.OpenRequestNotLookedAt(failure);
        }
    }

    private static bool OpensTheSame(ClaimsPrincipal one, ClaimsPrincipal other) =>
        ReferenceEquals(one, other)
        || (
            ScopeOf(one) == ScopeOf(other)
            && one.Claims.Select(claim => (claim.Type, claim.Value))
                .SequenceEqual(other.Claims.Select(claim => (claim.Type, claim.Value)))
        );

    private static (string, bool, bool) ScopeOf(ClaimsPrincipal caller)
    {
        var scope = ((CallerIdentity)caller.Identity!).Scope;
        return (scope.Fingerprint, scope.SeesSensitive, scope.SeesSecret);
    }

    private sealed class Watched(HttpContext context, ConcurrentDictionary<Watched, LetIn> open) : IDisposable
    {
        private readonly Lock _gate = new();
        private bool _isOver;

        // The server uses the same object for the next request of the connection: that one must not be cut for this.
        public void Cut()
        {
            lock (_gate)
            {
                if (!_isOver)
                {
                    context.Abort();
                }
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _isOver = true;
            }

            open.TryRemove(this, out _);
        }
    }
}
