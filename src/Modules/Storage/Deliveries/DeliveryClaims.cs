using System.Buffers;
using Monolith.Platform.Signals;

namespace Monolith.Storage.Deliveries;

/// <summary>The deliveries that one batch brings. Changed only by its <see cref="DeliveryWindow"/>, under the lock of that.
/// Used again and again.</summary>
internal sealed class DeliveryClaims
{
    private readonly List<DeliveryId> _ids = [];
    private TaskCompletionSource<bool>? _waitedFor;

    /// <summary>How many there are.</summary>
    public int Count => _ids.Count;

    /// <summary>The deliveries, in the order in which they were claimed.</summary>
    public List<DeliveryId> Ids => _ids;

    /// <summary>Whether the batch became durable, for others who bring the same. Made with the first of them.</summary>
    public Task<bool> Outcome =>
        (_waitedFor ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>One more.</summary>
    public void Add(DeliveryId id) => _ids.Add(id);

    /// <summary>Appends the ids as they are on disk. Called while the batch is being committed and nobody claims.</summary>
    public void WriteTo(ArrayBufferWriter<byte> writer)
    {
        foreach (var id in _ids)
        {
            id.Write(writer.GetSpan(DeliveryId.Bytes));
            writer.Advance(DeliveryId.Bytes);
        }
    }

    /// <summary>Forgets all of them, and hands over whom to tell.</summary>
    public TaskCompletionSource<bool>? Clear()
    {
        var waitedFor = _waitedFor;
        _waitedFor = null;
        _ids.Clear();
        return waitedFor;
    }
}
