using Monolith.KubernetesApi.Api;

namespace Monolith.KubernetesApi;

/// <summary>What goes wrong on purpose. Thread-safe.</summary>
public sealed class Faults
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];

    internal Faults() { }

    /// <summary>Whether the API server is away: each connection is cut before anything is done. Watches that are open stay
    /// open; <see cref="FakeCluster.CutWatches"/> ends them.</summary>
    public bool IsDown { get; set; }

    /// <summary>Cuts the connection before the server has done anything.</summary>
    public void CutBefore(Predicate<ApiCall> which, int times = 1) => Add(new Fault(FaultKind.CutBefore, which, times));

    /// <summary>Cuts the connection after the server has done what it was asked for, so that the answer is lost.</summary>
    public void CutAfter(Predicate<ApiCall> which, int times = 1) => Add(new Fault(FaultKind.CutAfter, which, times));

    /// <summary>Answers with an error instead of doing anything, such as 409 <c>Conflict</c>.</summary>
    public void Answer(
        int status,
        string reason,
        Predicate<ApiCall> which,
        int times = 1,
        int? retryAfterSeconds = null
    ) =>
        Add(
            new Fault(FaultKind.Answer, which, times)
            {
                Error = () => ApiException.Injected(status, reason, retryAfterSeconds),
            }
        );

    /// <summary>Waits before it does anything.</summary>
    public void Delay(TimeSpan by, Predicate<ApiCall> which, int times = 1) =>
        Add(new Fault(FaultKind.Delay, which, times) { By = by });

    /// <summary>Takes the next fault of a kind that is meant for a call.</summary>
    internal Fault? Take(FaultKind kind, ApiCall call)
    {
        lock (_gate)
        {
            var fault = _faults.Find(f => f.Kind == kind && f.Which(call));
            if (fault is not null && --fault.Left == 0)
            {
                _faults.Remove(fault);
            }

            return fault;
        }
    }

    private void Add(Fault fault)
    {
        lock (_gate)
        {
            _faults.Add(fault);
        }
    }
}

/// <summary>One thing that goes wrong.</summary>
internal sealed class Fault(FaultKind kind, Predicate<ApiCall> which, int times)
{
    public FaultKind Kind => kind;

    public Predicate<ApiCall> Which => which;

    public int Left { get; set; } = times;

    public Func<ApiException>? Error { get; init; }

    public TimeSpan By { get; init; }
}

internal enum FaultKind
{
    CutBefore,
    CutAfter,
    Answer,
    Delay,
}
