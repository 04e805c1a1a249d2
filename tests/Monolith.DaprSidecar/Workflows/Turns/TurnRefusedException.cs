using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Workflows.Turns;

/// <summary>The answer to a turn cannot be taken over: nothing of it is kept, and the turn is sent again later.</summary>
internal sealed class TurnRefusedException(string reason) : Exception(reason);

/// <summary>The turn cannot go on until another worker comes: nothing of it is kept, and the instance is held.</summary>
internal sealed class TurnStalledException(StalledReason reason, string description) : Exception(description)
{
    public StalledReason Reason { get; } = reason;
}
