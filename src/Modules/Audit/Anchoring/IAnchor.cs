using Monolith.Audit.Checkpoints;
using Monolith.Audit.Export;

namespace Monolith.Audit.Anchoring;

/// <summary>Keeps where trails end where those who run Monolith cannot change it. Thread-safe.</summary>
internal interface IAnchor
{
    /// <summary>What configuration calls it.</summary>
    string Name { get; }

    /// <summary>What kind it is.</summary>
    AnchorType Type { get; }

    /// <summary>Anchors a trail.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="checkpoint">Its newest checkpoint.</param>
    /// <param name="before">What the anchor has of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What it has now.</returns>
    /// <exception cref="AnchorException">It did not take it.</exception>
    Task<Anchored> AnchorAsync(
        string tenant,
        SignedCheckpoint checkpoint,
        Anchored? before,
        CancellationToken cancellationToken
    );
}

/// <summary>An anchor whose storage can be told to let nobody delete what is there.</summary>
internal interface IHolding : IAnchor
{
    /// <summary>Whether what is there of a trail is to be held now; null where configuration asks for no locks.</summary>
    Task<bool?> IsToBeHeldAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Holds some of the objects that are there, or lets go of them.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="isHeld">Whether they are held then.</param>
    /// <param name="after">The name after which to begin; null for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AnchorException">The storage did not do it for all of them.</exception>
    Task<HeldPart> HoldAsync(string tenant, bool isHeld, string? after, CancellationToken cancellationToken);
}

/// <summary>Objects that are held now, or not any more.</summary>
/// <param name="Count">How many.</param>
/// <param name="Last">The name of the last of them; null when none come after it.</param>
internal sealed record HeldPart(int Count, string? Last);

/// <summary>What an anchor has of a trail.</summary>
/// <param name="Size">How many entries are covered.</param>
/// <param name="Time">When that was anchored.</param>
/// <param name="Digest">The last digest that was written there; null where none are.</param>
/// <param name="Receipt">What proves it, to be kept with exports; null where the anchor itself is the proof.</param>
internal sealed record Anchored(
    long Size,
    DateTimeOffset Time,
    WrittenDigest? Digest = null,
    AnchorReceipt? Receipt = null
);

/// <summary>What an anchor gave for a checkpoint.</summary>
/// <param name="File">How the name of its file ends.</param>
/// <param name="Content">The proof.</param>
/// <param name="Note">What it is a proof of, where that is not in it.</param>
internal sealed record AnchorReceipt(string File, byte[] Content, byte[]? Note = null);

/// <summary>An anchor did not take a checkpoint.</summary>
/// <param name="message">Why. Holds no secret.</param>
/// <param name="inner">What failed.</param>
internal sealed class AnchorException(string message, Exception? inner = null) : Exception(message, inner);
