using System.Buffers;
using Monolith.Platform.Buffers;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>The actions of one request, in their order. Their memory is pooled. Not thread-safe.</summary>
internal sealed class BulkItems : IDisposable
{
    private BulkItem[] _items = ArrayPool<BulkItem>.Shared.Rent(64);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether all actions of the request are among them.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Memory for names that have escapes in the request. It lasts as long as the items.</summary>
    public ScratchBuffer Scratch { get; } = new();

    /// <summary>Whether one of them failed.</summary>
    public bool HasErrors
    {
        get
        {
            foreach (ref readonly var item in _items.AsSpan(0, Count))
            {
                if (item.Fate.IsError())
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The action at a place, from 0.</summary>
    public ref BulkItem this[int place] => ref _items[place];

    /// <summary>A new one at the end. The reference is void with the next.</summary>
    public ref BulkItem Add()
    {
        if (Count == _items.Length)
        {
            var larger = ArrayPool<BulkItem>.Shared.Rent(Count * 2);
            _items.AsSpan(0, Count).CopyTo(larger);
            ArrayPool<BulkItem>.Shared.Return(_items, clearArray: true);
            _items = larger;
        }

        _items[Count] = default;
        return ref _items[Count++];
    }

    /// <summary>Waits for the requests that bring the same documents. Call it once this request is durable: they may be
    /// waiting for that.</summary>
    public async ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_items[i].Other is { } other && !await other.WaitAsync(cancellationToken))
            {
                _items[i].Fate = ItemFate.Overloaded;
            }
        }
    }

    /// <summary>Nothing of the request was kept for lack of room.</summary>
    public void RefuseAll()
    {
        foreach (ref var item in _items.AsSpan(0, Count))
        {
            item.Fate = ItemFate.Overloaded;
        }
    }

    public void Dispose()
    {
        Scratch.Dispose();
        ArrayPool<BulkItem>.Shared.Return(_items, clearArray: true);
        _items = [];
        Count = 0;
    }
}
