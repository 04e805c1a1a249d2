using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Monolith.Access;

/// <summary>Who was let in, and who was not.</summary>
internal sealed class AccessMetrics
{
    private readonly Counter<long> _refused;
    private readonly Counter<long> _untold;
    private readonly Counter<long> _signIns;
    private readonly Counter<long> _locked;
    private long _openSessions;

    public AccessMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Monolith.Access");
        _refused = meter.CreateCounter<long>(
            "monolith.access.request.refused",
            "{request}",
            "Requests that were refused to callers who are known, by error.type."
        );
        _untold = meter.CreateCounter<long>(
            "monolith.access.refusal.untold",
            "{request}",
            "Refused requests that the audit trail was not told of, because too many were waiting."
        );
        _signIns = meter.CreateCounter<long>(
            "monolith.access.sign_in.processed",
            "{sign_in}",
            "People who signed in, by way, or were refused, with error.type."
        );
        _locked = meter.CreateCounter<long>(
            "monolith.access.account.locked",
            "{account}",
            "Accounts that were locked for a while because somebody guessed at them."
        );
        meter.CreateObservableGauge(
            "monolith.access.session.open",
            () => Interlocked.Read(ref _openSessions),
            "{session}",
            "Sessions of people that are not over, of all replicas."
        );
    }

    /// <summary>Counts a refusal.</summary>
    public void NoteRefused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("error.type", reason));

    /// <summary>Counts one that is not told.</summary>
    public void NoteUntold() => _untold.Add(1);

    /// <summary>Counts somebody who signed in, or tried to.</summary>
    /// <param name="way"><c>password</c>, or the name of a provider.</param>
    /// <param name="refusal">Why they were not let in; null when they were.</param>
    public void NoteSignIn(string way, string? refusal = null)
    {
        var tags = new TagList { { "monolith.way", way } };
        if (refusal is not null)
        {
            tags.Add("error.type", refusal);
        }

        _signIns.Add(1, tags);
    }

    /// <summary>Counts an account that is locked for a while.</summary>
    public void NoteLocked() => _locked.Add(1);

    /// <summary>Says how many sessions there are.</summary>
    public void NoteOpenSessions(long count) => Interlocked.Exchange(ref _openSessions, count);
}
