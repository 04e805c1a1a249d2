namespace Monolith.DaprSidecar.Workflows.Grpc;

/// <summary>Error codes of HTTP/2 with which the sidecar resets streams.</summary>
internal enum Http2Error
{
    Internal = 2,
    Cancel = 8,
}
