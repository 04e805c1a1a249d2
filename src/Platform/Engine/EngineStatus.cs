namespace Monolith.Platform.Engine;

/// <summary>How the engine process is.</summary>
public enum EngineState
{
    /// <summary>It has not answered yet.</summary>
    Starting,

    /// <summary>It answers.</summary>
    Ready,

    /// <summary>It died and is being started again.</summary>
    Restarting,

    /// <summary>It was stopped, or never started.</summary>
    Stopped,
}

/// <summary>What the supervisor knows of the engine process at one moment.</summary>
/// <param name="State">How it is.</param>
/// <param name="Reason">Why it is not ready, in words for a person; null when it is.</param>
/// <param name="Restarts">How often it has been started again since the host began.</param>
/// <param name="ProcessId">The process that runs now, or null.</param>
public sealed record EngineSnapshot(EngineState State, string? Reason, int Restarts, int? ProcessId);

/// <summary>How the engine process is, for health checks and metrics.</summary>
public sealed class EngineStatus
{
    private EngineSnapshot _current = new(EngineState.Stopped, "The engine has not been started.", 0, null);

    /// <summary>The state at this moment.</summary>
    public EngineSnapshot Current => Volatile.Read(ref _current);

    // Only the supervisor calls it, from one loop.
    internal void Set(EngineState state, string? reason, int? processId) =>
        Volatile.Write(
            ref _current,
            new EngineSnapshot(state, reason, Current.Restarts + (state == EngineState.Restarting ? 1 : 0), processId)
        );
}
