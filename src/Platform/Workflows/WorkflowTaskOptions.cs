namespace Monolith.Platform.Workflows;

/// <summary>How an activity is called.</summary>
/// <param name="RetryPolicy">What to do when it fails; null lets the first failure through.</param>
public record WorkflowTaskOptions(WorkflowRetryPolicy? RetryPolicy = null);

/// <summary>How a child workflow is started.</summary>
/// <param name="InstanceId">Its id; null for one that is derived from the parent. With a retry policy, the second and later
/// tries append their number to it.</param>
/// <param name="RetryPolicy">What to do when it fails; null lets the first failure through.</param>
public sealed record ChildWorkflowTaskOptions(string? InstanceId = null, WorkflowRetryPolicy? RetryPolicy = null)
    : WorkflowTaskOptions(RetryPolicy);
