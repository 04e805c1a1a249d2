namespace Monolith.Storage.Contracts;

/// <summary>What must have happened before a batch is acknowledged.</summary>
public enum Durability
{
    /// <summary>It is on the disk: an acknowledged record survives a power cut.</summary>
    Fsync,

    /// <summary>The operating system has it: an acknowledged record survives the death of this process.</summary>
    Write,

    /// <summary>It is in the queue: an acknowledged record is lost if this process dies in the next moments.</summary>
    None,
}
