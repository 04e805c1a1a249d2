using System.Text.Json;

namespace Monolith.Platform.Workflows.Dapr;

/// <summary>An instance as the sidecar's HTTP API shows it. Empty fields are left out there, and newer sidecars may send
/// more than this.</summary>
internal sealed record WorkflowEnvelope(
    string? InstanceID,
    string? WorkflowName,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? LastUpdatedAt,
    string? RuntimeStatus,
    IReadOnlyDictionary<string, string?>? Properties
)
{
    private const string Prefix = "dapr.workflow.";

    /// <summary>Reads an answer.</summary>
    /// <exception cref="JsonException">It is not such an object.</exception>
    public static WorkflowEnvelope Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<WorkflowEnvelope>(json, JsonSerializerOptions.Web)
        ?? throw new JsonException("There is no object.");

    /// <summary>The instance in the form that callers see.</summary>
    public WorkflowState ToState(string instanceId, bool withPayloads)
    {
        var status = StatusOf(RuntimeStatus);
        var state = new WorkflowState
        {
            InstanceId = string.IsNullOrEmpty(InstanceID) ? instanceId : InstanceID,
            WorkflowName = WorkflowName ?? "",
            RuntimeStatus = status,
            CreatedAt = CreatedAt ?? DateTimeOffset.UnixEpoch,
            LastUpdatedAt = LastUpdatedAt ?? CreatedAt ?? DateTimeOffset.UnixEpoch,
            FailureDetails = status == WorkflowRuntimeStatus.Failed ? Failure() : null,
        };
        return !withPayloads
            ? state
            : state with
            {
                SerializedInput = Property("input"),
                // Older sidecars put the message of the failure here.
                SerializedOutput = status == WorkflowRuntimeStatus.Failed ? null : Property("output"),
                SerializedCustomStatus = Property("custom_status"),
            };
    }

    /// <summary>A stalled instance has no name of its own in this API.</summary>
    private static WorkflowRuntimeStatus StatusOf(string? text) =>
        text switch
        {
            // Empty fields are left out, and RUNNING is the status whose number is zero.
            null or "" or "RUNNING" => WorkflowRuntimeStatus.Running,
            "COMPLETED" => WorkflowRuntimeStatus.Completed,
            "CONTINUED_AS_NEW" => WorkflowRuntimeStatus.ContinuedAsNew,
            "FAILED" => WorkflowRuntimeStatus.Failed,
            "CANCELED" => WorkflowRuntimeStatus.Canceled,
            "TERMINATED" => WorkflowRuntimeStatus.Terminated,
            "PENDING" => WorkflowRuntimeStatus.Pending,
            "SUSPENDED" => WorkflowRuntimeStatus.Suspended,
            "STALLED" or "UNKNOWN" => WorkflowRuntimeStatus.Stalled,
            _ => WorkflowRuntimeStatus.Unknown,
        };

    private WorkflowTaskFailureDetails Failure() =>
        new(
            Property("failure.error_type") ?? "",
            Property("failure.error_message") ?? Property("output") ?? "",
            Property("failure.stack_trace")
        );

    private string? Property(string name) =>
        Properties?.GetValueOrDefault(Prefix + name) is { Length: > 0 } text ? text : null;
}
