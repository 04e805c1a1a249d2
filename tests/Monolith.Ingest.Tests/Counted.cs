using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Monolith.Ingest.Tests;

/// <summary>What a host counts with one of its instruments from here on, in order: the values of the tags.</summary>
internal sealed class Counted : IDisposable
{
    private readonly ConcurrentQueue<string> _counted = new();
    private readonly MeterListener _listener = new();

    /// <param name="ours">The host's meters: other tests count at the same time.</param>
    /// <param name="instrument">The instrument's name.</param>
    public Counted(IMeterFactory ours, string instrument)
    {
        _listener.InstrumentPublished = (published, listener) =>
        {
            if (published.Name == instrument && published.Meter.Scope == ours)
            {
                listener.EnableMeasurementEvents(published);
            }
        };
        _listener.SetMeasurementEventCallback<long>(
            (_, _, tags, _) => _counted.Enqueue(string.Join(' ', tags.ToArray().Select(t => t.Value)))
        );
        _listener.Start();
    }

    public IEnumerable<string> Tags => _counted;

    public void Dispose() => _listener.Dispose();
}
