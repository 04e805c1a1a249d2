using System.Threading.Channels;

namespace Monolith.Platform.Workflows.Embedded;

/// <summary>Instances that have something to do. Each is worked on by one worker at a time. Thread-safe.</summary>
internal sealed class InstanceQueue
{
    private readonly Channel<long> _ready = Channel.CreateUnbounded<long>();
    private readonly Lock _gate = new();

    // Those that wait or are worked on; true when something arrived for one while it was worked on.
    private readonly Dictionary<long, bool> _known = [];
    private readonly HashSet<long> _working = [];

    /// <summary>How many wait.</summary>
    public int Waiting => _ready.Reader.Count;

    /// <summary>An instance has something to do.</summary>
    public void Wake(long key)
    {
        lock (_gate)
        {
            if (!_known.TryAdd(key, false))
            {
                _known[key] = _working.Contains(key);
                return;
            }
        }

        _ready.Writer.TryWrite(key);
    }

    /// <summary>The next instance to work on, once there is one. Followed by <see cref="Release"/>.</summary>
    /// <exception cref="ChannelClosedException">The queue was closed.</exception>
    public async ValueTask<long> TakeAsync(CancellationToken cancellationToken)
    {
        var key = await _ready.Reader.ReadAsync(cancellationToken);
        lock (_gate)
        {
            _working.Add(key);
        }

        return key;
    }

    /// <summary>The work is done. If something arrived meanwhile, the instance waits again.</summary>
    public void Release(long key)
    {
        bool again;
        lock (_gate)
        {
            _working.Remove(key);
            again = _known[key];
            if (again)
            {
                _known[key] = false;
            }
            else
            {
                _known.Remove(key);
            }
        }

        if (again)
        {
            _ready.Writer.TryWrite(key);
        }
    }
}
