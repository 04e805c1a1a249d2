namespace Monolith.DaprSidecar.Workflows;

/// <summary>The release of the sidecar that is played. Later ones compare as greater.</summary>
public enum SidecarVersion
{
    /// <summary>1.17: no completion tokens, no <c>CompleteWorkflowTask</c>.</summary>
    V117,

    /// <summary>1.18: no completion tokens yet.</summary>
    V118,

    /// <summary>1.19: completion tokens, execution ids, detached workflows; an action that repeats an id is refused.</summary>
    V119,
}
