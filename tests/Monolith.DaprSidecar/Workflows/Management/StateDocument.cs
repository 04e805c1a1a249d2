using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Workflows.Management;

/// <summary>The state of an instance as the HTTP API shows it. What is not set is left out.</summary>
internal static class StateDocument
{
    public static Dictionary<string, object> Of(WorkflowState state)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(properties, "dapr.workflow.input", state.Input);
        Add(properties, "dapr.workflow.output", state.Output);
        Add(properties, "dapr.workflow.custom_status", state.CustomStatus);
        if (state.FailureDetails is { } failure)
        {
            properties["dapr.workflow.failure.error_type"] = failure.ErrorType;
            properties["dapr.workflow.failure.error_message"] = failure.ErrorMessage;
            Add(properties, "dapr.workflow.failure.stack_trace", failure.StackTrace);
        }

        var document = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["instanceID"] = state.InstanceId,
            ["workflowName"] = state.Name,
            ["createdAt"] = Text(state.CreatedTimestamp),
            ["lastUpdatedAt"] = Text(state.LastUpdatedTimestamp),
            ["runtimeStatus"] = StatusNames.Of(state.WorkflowStatus),
        };
        if (properties.Count > 0)
        {
            document["properties"] = properties;
        }

        return document;
    }

    private static void Add(Dictionary<string, string> properties, string name, string? value)
    {
        if (value is not null)
        {
            properties[name] = value;
        }
    }

    private static string Text(Timestamp time) =>
        time.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
