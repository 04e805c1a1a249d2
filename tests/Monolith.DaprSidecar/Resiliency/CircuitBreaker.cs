using System.Text.Json;
using Monolith.DaprSidecar.Expressions;
using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.Resiliency;

/// <summary>Refuses attempts after too many failures, and lets a few through once it has waited.</summary>
internal sealed class CircuitBreaker(Yaml policy, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Expression _trip = Expression.Parse(policy["trip"].Text ?? "consecutiveFailures > 5");
    private readonly int _maxRequests = int.TryParse(policy["maxRequests"].Text, out var max) && max > 0 ? max : 1;
    private readonly TimeSpan _timeout = Durations.TryParse(policy["timeout"].Text, out var timeout)
        ? timeout
        : TimeSpan.FromSeconds(60);
    private readonly TimeSpan _interval = Durations.TryParse(policy["interval"].Text, out var interval)
        ? interval
        : TimeSpan.Zero;
    private DateTimeOffset _countedSince = clock.GetUtcNow();
    private DateTimeOffset? _openUntil;
    private int _probes;
    private int _requests;
    private int _failures;
    private int _consecutiveFailures;

    /// <summary>False when the attempt must not be made.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (_openUntil is { } end)
            {
                return now >= end && _probes++ < _maxRequests;
            }

            if (_interval > TimeSpan.Zero && now - _countedSince >= _interval)
            {
                ResetLocked(now);
            }

            return true;
        }
    }

    public void Report(bool succeeded)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            var wasOpen = _openUntil is not null;
            if (wasOpen && succeeded)
            {
                _openUntil = null;
                ResetLocked(now);
                return;
            }

            _requests++;
            _failures += succeeded ? 0 : 1;
            _consecutiveFailures = succeeded ? 0 : _consecutiveFailures + 1;
            if (wasOpen || (!succeeded && _trip.IsTrue(CountsLocked())))
            {
                (_openUntil, _probes) = (now + _timeout, 0);
            }
        }
    }

    private Dictionary<string, JsonElement> CountsLocked() =>
        new(StringComparer.Ordinal)
        {
            ["requests"] = JsonSerializer.SerializeToElement(_requests),
            ["totalFailures"] = JsonSerializer.SerializeToElement(_failures),
            ["totalSuccesses"] = JsonSerializer.SerializeToElement(_requests - _failures),
            ["consecutiveFailures"] = JsonSerializer.SerializeToElement(_consecutiveFailures),
        };

    private void ResetLocked(DateTimeOffset now) =>
        (_requests, _failures, _consecutiveFailures, _countedSince) = (0, 0, 0, now);
}
