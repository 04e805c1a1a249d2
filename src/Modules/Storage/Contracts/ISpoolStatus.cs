namespace Monolith.Storage.Contracts;

/// <summary>How the spool is doing. For health checks and for people.</summary>
public interface ISpoolStatus
{
    /// <summary>The state at this moment.</summary>
    SpoolStatus Current { get; }
}

/// <summary>The state of the spool at one moment.</summary>
/// <param name="Shipping">What the shipper is doing.</param>
/// <param name="UsedBytes">How many bytes the spool takes on disk, without what it keeps to write over.</param>
/// <param name="CapacityBytes">How many it may take. When it is full, new records are refused.</param>
/// <param name="WaitingFrames">How many frames ClickHouse has not confirmed yet.</param>
/// <param name="OldestAge">How long the oldest of them has been waiting; zero when there is none.</param>
/// <param name="DamagedFiles">How many files with damaged bytes wait for a person to look at them.</param>
/// <param name="RefusedFiles">How many files with frames that ClickHouse refused wait for a person to look at them.</param>
/// <param name="LastError">What went wrong last, or null once it went well again.</param>
public sealed record SpoolStatus(
    ShippingState Shipping,
    long UsedBytes,
    long CapacityBytes,
    long WaitingFrames,
    TimeSpan OldestAge,
    int DamagedFiles,
    int RefusedFiles,
    string? LastError
);

/// <summary>What the shipper is doing.</summary>
public enum ShippingState
{
    /// <summary>Waiting for ClickHouse to answer and for its tables to be there.</summary>
    Starting,

    /// <summary>Everything that is due was shipped.</summary>
    Idle,

    /// <summary>Rows are on their way.</summary>
    Shipping,

    /// <summary>ClickHouse does not take rows just now. Nothing is lost; the shipper tries again.</summary>
    Waiting,

    /// <summary>The host is stopping.</summary>
    Stopped,
}
