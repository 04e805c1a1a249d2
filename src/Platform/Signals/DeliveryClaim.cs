namespace Monolith.Platform.Signals;

/// <summary>What a batch is told when it claims a delivery.</summary>
/// <param name="State">What is known of it.</param>
/// <param name="Outcome">Whether the other batch made it durable, once that is known; null unless it is
/// <see cref="DeliveryState.UnderWay"/>. Commit or dispose your own batch before you wait for it: the other may be waiting
/// for yours.</param>
public readonly record struct DeliveryClaim(DeliveryState State, Task<bool>? Outcome = null);

/// <summary>What is known of a delivery when a batch claims it.</summary>
public enum DeliveryState
{
    /// <summary>It has not been seen. Its records belong into the batch, and it becomes known with them.</summary>
    New,

    /// <summary>The same batch has claimed it before, and it shares that batch's fate. Its records belong nowhere.</summary>
    InBatch,

    /// <summary>Another batch has claimed it, and nobody knows yet what becomes of that.</summary>
    UnderWay,

    /// <summary>Its records are durable. They belong nowhere a second time.</summary>
    Known,
}
