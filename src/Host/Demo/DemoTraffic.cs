namespace Monolith.Host.Demo;

/// <summary>
/// An endless stream of records from a small shop: frontend, auth, order, payment and a model that recommends. The seed
/// and the start decide every byte. Records come in the order of their times.
/// </summary>
/// <param name="seed">The same seed gives the same traffic.</param>
/// <param name="start">When the first action begins.</param>
/// <param name="recordsPerSecond">How densely records lie in their own time.</param>
/// <param name="sickCheckout">How many of the requests to the checkout service meet a sick pod now, 0 to 1; null for a shop
/// without such a service.</param>
internal sealed class DemoTraffic(
    ulong seed,
    DateTimeOffset start,
    double recordsPerSecond,
    Func<double>? sickCheckout = null
)
{
    private readonly SeededRandom _random = new(seed);

    // Actions overlap: the records of one wait here until no earlier one can come any more. The count breaks ties.
    private readonly PriorityQueue<DemoRecord, (DateTimeOffset Time, long Made)> _waiting = new();
    private DateTimeOffset _nextAction = start;
    private long _made;
    private long _sequence;

    /// <summary>The next record.</summary>
    public DemoRecord Next()
    {
        while (!_waiting.TryPeek(out _, out var first) || first.Time >= _nextAction)
        {
            BeginAction();
        }

        return _waiting.Dequeue() with
        {
            Sequence = ++_sequence,
        };
    }

    private void BeginAction()
    {
        var records = new ShopAction(_random, _nextAction, sickCheckout?.Invoke()).Run();
        foreach (var record in records)
        {
            _waiting.Enqueue(record, (record.Time, _made++));
        }

        _nextAction += TimeSpan.FromSeconds(records.Count / recordsPerSecond);
    }
}
