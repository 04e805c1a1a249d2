namespace Monolith.DaprSidecar.Workflows;

/// <summary>An answer of the gRPC port that does not come from the engine.</summary>
public abstract record ScriptedAnswer
{
    private ScriptedAnswer() { }

    /// <summary>Fails before any message: the status is in the headers.</summary>
    public sealed record TrailersOnly(int GrpcStatus, string? Message = null) : ScriptedAnswer;

    /// <summary>Starts a normal answer without a message and fails then: the status is in the trailers.</summary>
    public sealed record Trailers(int GrpcStatus, string? Message = null) : ScriptedAnswer;

    /// <summary>A status of HTTP, as a proxy on the way may give it, and nothing of gRPC.</summary>
    public sealed record Http(int HttpStatus) : ScriptedAnswer;

    /// <summary>Ends well in HTTP and says nothing of gRPC's status.</summary>
    public sealed record NoStatus : ScriptedAnswer;

    /// <summary>Resets the HTTP/2 stream with this error code.</summary>
    public sealed record Reset(int ErrorCode) : ScriptedAnswer;

    /// <summary>Sends GOAWAY and ends the call with this status; the connection closes.</summary>
    public sealed record GoAway(int GrpcStatus) : ScriptedAnswer;

    /// <summary>Sends these bytes as the body and ends with status 0.</summary>
    public sealed record Bytes(ReadOnlyMemory<byte> Body) : ScriptedAnswer;
}
