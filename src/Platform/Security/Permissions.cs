namespace Monolith.Platform.Security;

/// <summary>The names of the authorization policies that endpoints ask for.</summary>
public static class Permissions
{
    /// <summary>May send telemetry.</summary>
    public const string WriteLogs = "logs:write";

    /// <summary>May search telemetry.</summary>
    public const string ReadLogs = "logs:read";

    /// <summary>May see workflows and step in.</summary>
    public const string ManageWorkflows = "workflows:manage";
}
