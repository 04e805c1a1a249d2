using System.Diagnostics.Metrics;

namespace Monolith.Access;

/// <summary>Who was not let in.</summary>
internal sealed class AccessMetrics
{
    private readonly Counter<long> _refused;
    private readonly Counter<long> _untold;

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
    }

    /// <summary>Counts a refusal.</summary>
    public void NoteRefused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("error.type", reason));

    /// <summary>Counts one that is not told.</summary>
    public void NoteUntold() => _untold.Add(1);
}
