namespace Monolith.Platform.Signals;

/// <summary>What a log record and a span have in common for those who lend them out: one instance serves many.</summary>
public interface ISignalRecord
{
    /// <summary>How many entries the largest of its lists has room for.</summary>
    int Capacity { get; }

    /// <summary>The person on whose behalf it happened.</summary>
    ReadOnlyMemory<byte> UserId { get; set; }

    /// <summary>What it says about itself beside its fields.</summary>
    AttributeList Attributes { get; }

    /// <summary>What is known of the program that wrote it.</summary>
    AttributeList Resource { get; }

    /// <summary>Changes whenever <see cref="Resource"/> does.</summary>
    int ResourceVersion { get; }

    /// <summary>The <see cref="ResourceVersion"/> that was cleared of personal values last, so that this is done once for all records
    /// of a resource.</summary>
    int ProtectedResource { get; set; }

    /// <summary>Forgets everything but the resource, ready for the next one.</summary>
    void Clear();

    /// <summary>Forgets the resource: a new one begins.</summary>
    void ClearResource();
}
