using System.Text.Json;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Export;
using Monolith.Audit.Merkle;
using Monolith.Audit.Proofs;
using Monolith.Audit.Verification;

namespace Monolith.Audit.Contracts;

/// <summary>Verifies what was given out of a trail. Trusts nothing but the bytes that it is given and needs no server.</summary>
public static class TrailVerifier
{
    /// <summary>Verifies an export.</summary>
    /// <param name="folder">The export.</param>
    /// <param name="trust">What is known from elsewhere.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Task<TrailVerdict> VerifyAsync(
        string folder,
        TrailTrust trust,
        CancellationToken cancellationToken
    ) => new ExportVerification(new FolderExport(folder), trust).RunAsync(cancellationToken);

    /// <summary>Verifies that an entry is in a trail.</summary>
    /// <param name="proof">The proof (c2sp.org/tlog-proof).</param>
    /// <param name="entry">The entry's bytes.</param>
    /// <param name="key">The key that the checkpoint must be signed with; null when nobody knows it.</param>
    public static TrailVerdict VerifyProof(string proof, ReadOnlySpan<byte> entry, string? key)
    {
        try
        {
            var read = TlogProof.Parse(proof);
            var verdict = new TrailVerdict(
                read.Checkpoint.Origin,
                read.Checkpoint.Size,
                read.Checkpoint.Root.ToString()
            );
            var leaf = MerkleHash.Leaf(entry);
            return !IsSigned(read.Checkpoint, key) ? verdict with { Fault = Unsigned(read.Index, read.Checkpoint) }
                : !Proof.Includes(read.Index, read.Checkpoint.Size, leaf, read.Checkpoint.Root, read.Hashes)
                    ? verdict with
                    {
                        Fault = new(TrailFaultKind.Changed, read.Index, "The entry is not the one of the proof."),
                    }
                : verdict with { Key = key };
        }
        catch (FormatException e)
        {
            return Unreadable(e);
        }
    }

    /// <summary>Verifies that a trail went on from an earlier checkpoint.</summary>
    /// <param name="older">The earlier checkpoint.</param>
    /// <param name="newer">The later one.</param>
    /// <param name="proof">What the server says to <c>/api/v1/audit/consistency</c>; null when the sizes are the same.</param>
    /// <param name="key">The key that both must be signed with; null when nobody knows it.</param>
    public static TrailVerdict VerifyConsistency(string older, string newer, string? proof, string? key)
    {
        try
        {
            var (from, to) = (Checkpoint.Parse(older), Checkpoint.Parse(newer));
            var verdict = new TrailVerdict(to.Origin, to.Size, to.Root.ToString());
            if (from.Origin != to.Origin || !IsSigned(from, key) || !IsSigned(to, key))
            {
                return verdict with { Fault = Unsigned(Math.Min(from.Size, to.Size), to) };
            }

            if (from.Size > to.Size)
            {
                return verdict with
                {
                    Fault = new(TrailFaultKind.RolledBack, to.Size, "The later checkpoint covers less."),
                };
            }

            return Proof.GoesOn(from.Size, to.Size, from.Root, to.Root, HashesOf(proof))
                ? verdict with
                {
                    Key = key,
                }
                : verdict with
                {
                    Fault = new(
                        TrailFaultKind.Rewritten,
                        0,
                        "The later checkpoint does not go on from the earlier one, or the proof is another's."
                    ),
                };
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return Unreadable(e);
        }
    }

    private static bool IsSigned(Checkpoint checkpoint, string? key) =>
        key is null || checkpoint.Note!.IsSignedBy(NoteKey.Parse(key));

    private static IReadOnlyList<Hash> HashesOf(string? proof) =>
        proof is null
            ? []
            :
            [
                .. (JsonSerializer.Deserialize<ConsistencyText>(proof, JsonSerializerOptions.Web)?.Proof ?? []).Select(
                    Hash.Parse
                ),
            ];

    private static TrailFault Unsigned(long seq, Checkpoint checkpoint) =>
        new(TrailFaultKind.Unsigned, seq, $"The checkpoint of {checkpoint.Origin} is not signed by the key.");

    private static TrailVerdict Unreadable(Exception e) =>
        new("", 0, "") { Fault = new(TrailFaultKind.Unreadable, 0, e.Message) };

    private sealed record ConsistencyText(IReadOnlyList<string>? Proof);
}

/// <summary>What is known of a trail from elsewhere.</summary>
public sealed record TrailTrust
{
    /// <summary>A key of the trail, as <c>NAME+ID+BASE64</c>. Without it the keys of the export are believed, which whoever wrote it may
    /// have made.</summary>
    public string? Key { get; init; }

    /// <summary>Checkpoints that were noted earlier: signed notes.</summary>
    public IReadOnlyList<string> Checkpoints { get; init; } = [];

    /// <summary>The keys of witnesses, as <c>NAME+ID+BASE64</c>: each must have signed a checkpoint that is in the export.</summary>
    public IReadOnlyList<string> Witnesses { get; init; } = [];

    /// <summary>Certificates in PEM, to one of which each time stamp of the export must lead; null when nobody knows.</summary>
    public string? Authorities { get; init; }
}

/// <summary>What a verification has found.</summary>
/// <param name="Origin">Which trail.</param>
/// <param name="Size">How many entries its checkpoint covers.</param>
/// <param name="Root">The root over them.</param>
public sealed record TrailVerdict(string Origin, long Size, string Root)
{
    /// <summary>What is wrong first; null when nothing is.</summary>
    public TrailFault? Fault { get; init; }

    /// <summary>The key, known from elsewhere, that leads to the signature; null when none was given.</summary>
    public string? Key { get; init; }

    /// <summary>The key that has signed the checkpoint.</summary>
    public string? SignedBy { get; init; }

    /// <summary>How many digests were found in order.</summary>
    public int Digests { get; init; }

    /// <summary>Who else has seen the trail, and when.</summary>
    public IReadOnlyList<TrailAnchor> Anchors { get; init; } = [];

    /// <summary>Which entries have no text any more, as the trail itself says; null when all have theirs.</summary>
    public TrailRemoval? Removal { get; init; }

    /// <summary>What is odd and proves nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>0 whole, 1 tampered with, 2 not to be verified.</summary>
    public int ExitCode =>
        Fault?.Kind switch
        {
            null => 0,
            TrailFaultKind.Unreadable
            or TrailFaultKind.DigestMissing
            or TrailFaultKind.TileMissing
            or TrailFaultKind.AnchorMissing => 2,
            _ => 1,
        };
}

/// <summary>A checkpoint that somebody else has seen.</summary>
/// <param name="Name">What in the export says so.</param>
/// <param name="Kind">Who has seen it.</param>
/// <param name="Size">How many entries it covers.</param>
/// <param name="By">The name of the witness, or the subject of the authority's certificate.</param>
/// <param name="Time">When, as they say.</param>
/// <param name="IsTrusted">False where nothing was given to trust it by: it fits, but whoever wrote the export may have made it.</param>
public sealed record TrailAnchor(string Name, TrailAnchorKind Kind, long Size, string By, string Time, bool IsTrusted);

/// <summary>Who has seen a checkpoint.</summary>
public enum TrailAnchorKind
{
    /// <summary>A witness, who has looked whether it goes on from the one before.</summary>
    Witness,

    /// <summary>A time-stamp authority of RFC 3161.</summary>
    Timestamp,
}

/// <summary>Texts that were removed when their time was over. Their hashes are there, and all proofs hold.</summary>
/// <param name="Count">How many.</param>
/// <param name="Before">The place that the trail names: those before it were to be removed.</param>
/// <param name="Time">When it was decided, as text.</param>
/// <param name="Seq">The entry that says so.</param>
public sealed record TrailRemoval(long Count, long Before, string Time, long Seq);

/// <summary>What is wrong with a trail.</summary>
/// <param name="Kind">What was done to it.</param>
/// <param name="Seq">The first entry that is not as it was; where only checkpoints can tell, the first that may be.</param>
/// <param name="Detail">The same in words.</param>
public sealed record TrailFault(TrailFaultKind Kind, long Seq, string Detail);

/// <summary>What was done to a trail.</summary>
public enum TrailFaultKind
{
    /// <summary>An entry or its time was changed.</summary>
    Changed,

    /// <summary>Entries were removed.</summary>
    Missing,

    /// <summary>Entries were added that the trail does not have.</summary>
    Inserted,

    /// <summary>The trail fits in itself, but not with a checkpoint.</summary>
    Rewritten,

    /// <summary>The checkpoint is older than another one that is known.</summary>
    RolledBack,

    /// <summary>A signature is missing, wrong, or by a key that is none of the trail's.</summary>
    Unsigned,

    /// <summary>The entries are as they were; a tile over them is not.</summary>
    TileChanged,

    /// <summary>The entries are as they were; a tile over them is missing.</summary>
    TileMissing,

    /// <summary>A digest or what it lists is not as it was.</summary>
    DigestChanged,

    /// <summary>A digest is missing between others.</summary>
    DigestMissing,

    /// <summary>What a witness or a time-stamp authority gave is not as they gave it, or not by those who are trusted.</summary>
    AnchorWrong,

    /// <summary>A witness or an authority was named, and nothing that they gave is there.</summary>
    AnchorMissing,

    /// <summary>What was given is no export, or not all of one.</summary>
    Unreadable,
}
