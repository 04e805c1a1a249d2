using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Instances;

/// <summary>An instance in a list.</summary>
internal sealed record WorkflowLine(
    string Id,
    string Name,
    string Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    public static WorkflowLine Of(WorkflowState state) =>
        new(
            state.InstanceId,
            state.WorkflowName,
            WorkflowJson.Word(state.RuntimeStatus),
            state.CreatedAt,
            state.LastUpdatedAt
        );
}

/// <summary>An instance with all that can be seen of it.</summary>
internal sealed record WorkflowView(
    string Id,
    string Name,
    string Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    JsonElement? Input,
    JsonElement? Output,
    JsonElement? CustomStatus,
    FailureView? Failure
)
{
    public static WorkflowView Of(WorkflowState state) =>
        new(
            state.InstanceId,
            state.WorkflowName,
            WorkflowJson.Word(state.RuntimeStatus),
            state.CreatedAt,
            state.LastUpdatedAt,
            WorkflowJson.Payload(state.SerializedInput),
            WorkflowJson.Payload(state.SerializedOutput),
            WorkflowJson.Payload(state.SerializedCustomStatus),
            FailureView.Of(state.FailureDetails)
        );
}

/// <summary>Why something failed.</summary>
internal sealed record FailureView(string Type, string Message, string? StackTrace, FailureView? Cause)
{
    public static FailureView? Of(WorkflowTaskFailureDetails? details) =>
        details is null
            ? null
            : new FailureView(details.ErrorType, details.ErrorMessage, details.StackTrace, Of(details.InnerFailure));
}

/// <summary>One entry of a history. What an entry does not have is left out.</summary>
internal sealed record EventView
{
    /// <summary>Longer data is left out, so that a page of a history stays within bounds.</summary>
    public const int MaxDataBytes = 16 * 1024;

    public required string Type { get; init; }

    public required DateTimeOffset Time { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ActionId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ResultOf { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? FireAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Data { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? OmittedDataBytes { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FailureView? Failure { get; init; }

    public static EventView Of(WorkflowHistoryEvent e)
    {
        var bytes = e.Data is null ? 0 : Encoding.UTF8.GetByteCount(e.Data);
        var isShort = bytes <= MaxDataBytes;
        return new EventView
        {
            Type = WorkflowJson.Word(e.Type),
            Time = e.Timestamp,
            ActionId = e.EventId >= 0 ? e.EventId : null,
            ResultOf = e.TaskId,
            Name = e.Name,
            FireAt = e.FireAt,
            Data = isShort ? WorkflowJson.Payload(e.Data) : null,
            OmittedDataBytes = isShort ? null : bytes,
            Failure = FailureView.Of(e.FailureDetails),
        };
    }
}
