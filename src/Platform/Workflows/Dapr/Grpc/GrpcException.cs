using Monolith.Platform.Grpc;

namespace Monolith.Platform.Workflows.Dapr.Grpc;

/// <summary>A gRPC call did not end well.</summary>
/// <param name="status">The status that the server sent, or the one that stands for what the connection did.</param>
/// <param name="message">The server's reason, or ours.</param>
/// <param name="cause">What broke, when something did.</param>
internal sealed class GrpcException(GrpcStatus status, string message, Exception? cause = null)
    : Exception($"gRPC {status} ({(int)status}): {message}", cause)
{
    public GrpcStatus Status { get; } = status;

    /// <summary>True when the message may not have arrived, or its answer got lost on the way: the server has refused
    /// nothing.</summary>
    public bool IsTransport =>
        Status is GrpcStatus.Unavailable or GrpcStatus.DeadlineExceeded or GrpcStatus.Cancelled
        || InnerException is HttpRequestException or IOException;
}
