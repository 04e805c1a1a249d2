namespace Monolith.DaprSidecar.Http;

/// <summary>A request that fails with daprd's error envelope.</summary>
internal sealed class ApiException(int status, string errorCode, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string ErrorCode { get; } = errorCode;
}
