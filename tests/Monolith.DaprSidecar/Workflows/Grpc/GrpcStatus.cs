namespace Monolith.DaprSidecar.Workflows.Grpc;

/// <summary>The status codes of gRPC that this service uses.</summary>
internal enum GrpcStatus
{
    Ok = 0,
    Unknown = 2,
    DeadlineExceeded = 4,
    AlreadyExists = 6,
    ResourceExhausted = 8,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    Unauthenticated = 16,
}

/// <summary>A call that ends with a status other than OK.</summary>
internal sealed class GrpcException(GrpcStatus status, string message) : Exception(message)
{
    public GrpcStatus Status { get; } = status;
}
