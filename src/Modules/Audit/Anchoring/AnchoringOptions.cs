using Monolith.Platform.Settings;

namespace Monolith.Audit.Anchoring;

/// <summary>Where trails are anchored. Section <c>Modules:Audit:Anchoring</c>.</summary>
internal sealed class AnchoringOptions
{
    private const int MaxDoublings = 20;

    /// <summary>How often a trail is anchored. Exports have a digest for each hour, and are written once an hour at most.</summary>
    [TimeRange("00:00:01", "30.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long one attempt may take.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long it is waited after a first failure; twice as long after each further one, and not longer than the interval.</summary>
    [TimeRange("00:00:00.010", "01:00:00")]
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The anchors, by name.</summary>
    public Dictionary<string, AnchorOptions> Anchors { get; init; } = new(StringComparer.Ordinal);

    /// <summary>How long it is waited after so many failures and one more.</summary>
    internal TimeSpan WaitAfter(int failures)
    {
        var wait = RetryFirst * (1L << Math.Min(failures, MaxDoublings));
        return wait < Interval ? wait : Interval;
    }
}

/// <summary>One anchor.</summary>
internal sealed class AnchorOptions
{
    /// <summary>What kind it is.</summary>
    public AnchorType Type { get; init; }

    /// <summary>The folder, of a <see cref="AnchorType.Folder"/>.</summary>
    public string? Path { get; init; }

    /// <summary>The address: of the storage, the webhook, the witness or the authority.</summary>
    public Uri? Url { get; init; }

    /// <summary>The bucket.</summary>
    public string? Bucket { get; init; }

    /// <summary>What stands before the names of objects.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The region that requests are signed for.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The id of the storage's key.</summary>
    public string? AccessKey { get; init; }

    /// <summary>The storage's key, the secret that webhooks are signed with, or the key that the witness lets in.</summary>
    public string? Secret { get; init; }

    /// <summary>How long the storage keeps each object from being changed and deleted; null for no lock.</summary>
    [TimeRange("1.00:00:00", "36500.00:00:00")]
    public TimeSpan? RetainFor { get; init; }

    /// <summary>Whether anybody may shorten that.</summary>
    public LockMode LockMode { get; init; } = LockMode.Compliance;

    /// <summary>Whether objects are held besides, until somebody releases them.</summary>
    public bool LegalHold { get; init; }

    /// <summary>The storage class of segments, such as <c>GLACIER_IR</c>; null for the bucket's own. Everything else is small, and read
    /// often.</summary>
    public string? StorageClass { get; init; }

    /// <summary>The key of the witness, as <c>NAME+ID+BASE64</c>: its signatures must be by it.</summary>
    public string? Key { get; init; }

    /// <summary>A file with the certificates that the authority's own must lead to; null for any.</summary>
    public string? TrustedCertificates { get; init; }
}

/// <summary>What kind an anchor is.</summary>
internal enum AnchorType
{
    /// <summary>An export in a folder.</summary>
    Folder,

    /// <summary>An export in a bucket of storage that speaks S3.</summary>
    S3,

    /// <summary>A request with the checkpoint.</summary>
    Webhook,

    /// <summary>Another Monolith, or any witness of c2sp.org/tlog-witness, that signs too.</summary>
    Witness,

    /// <summary>A time-stamp authority of RFC 3161.</summary>
    Timestamp,
}

/// <summary>Whether anybody may shorten for how long objects are kept.</summary>
internal enum LockMode
{
    /// <summary>Nobody.</summary>
    Compliance,

    /// <summary>Who has the permission for it.</summary>
    Governance,
}
