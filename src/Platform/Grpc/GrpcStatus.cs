namespace Monolith.Platform.Grpc;

/// <summary>How a gRPC call ended. The numbers are the protocol's, and those of google.rpc.Code.</summary>
public enum GrpcStatus
{
    /// <summary>Well.</summary>
    Ok = 0,

    /// <summary>The caller gave up.</summary>
    Cancelled = 1,

    /// <summary>Nobody knows why it failed.</summary>
    Unknown = 2,

    /// <summary>The request says what it must not say; sent again it fails again.</summary>
    InvalidArgument = 3,

    /// <summary>It took longer than the caller was willing to wait.</summary>
    DeadlineExceeded = 4,

    /// <summary>There is no such thing.</summary>
    NotFound = 5,

    /// <summary>There is such a thing already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known, and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>The caller has used up what it may use, or the server what it has.</summary>
    ResourceExhausted = 8,

    /// <summary>Not possible in the present state.</summary>
    FailedPrecondition = 9,

    /// <summary>Something else got in between.</summary>
    Aborted = 10,

    /// <summary>Beyond the end.</summary>
    OutOfRange = 11,

    /// <summary>There is no such method, or it cannot do this.</summary>
    Unimplemented = 12,

    /// <summary>A fault of the server.</summary>
    Internal = 13,

    /// <summary>Not just now; the same call may be made again.</summary>
    Unavailable = 14,

    /// <summary>Data was lost and does not come back.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}
