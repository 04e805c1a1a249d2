namespace Monolith.Storage.Contracts;

/// <summary>How much more the spool takes. Quick enough to be asked before each request. Thread-safe.</summary>
public interface ISpoolRoom
{
    /// <summary>How many bytes there was room for a moment ago: by the bound of the spool, and by what the disk has left.</summary>
    long FreeBytes { get; }
}
