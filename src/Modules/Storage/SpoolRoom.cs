using Monolith.Storage.Contracts;
using Monolith.Storage.Spool;

namespace Monolith.Storage;

/// <summary>Measures the room in the spool, a few times a second at most: the disk is asked for it.</summary>
internal sealed class SpoolRoom(SpoolHolder spool, TimeProvider clock) : ISpoolRoom
{
    private static readonly TimeSpan HoldsFor = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private long _measuredAt;
    private long? _bytes;

    /// <inheritdoc/>
    public long FreeBytes
    {
        get
        {
            lock (_lock)
            {
                if (_bytes is null || clock.GetElapsedTime(_measuredAt) >= HoldsFor)
                {
                    _bytes = spool.IsOpen ? spool.Folder.FreeBytes : 0;
                    _measuredAt = clock.GetTimestamp();
                }

                return _bytes.Value;
            }
        }
    }
}
