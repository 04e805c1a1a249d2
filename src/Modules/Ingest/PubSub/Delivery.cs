using System.Buffers;
using System.Text.Unicode;
using Monolith.Platform.Buffers;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.PubSub;

/// <summary>
/// One request of the sidecar: its messages on their way into one batch for each tenant, and what the sidecar is told of
/// each of them. Whatever is allocated is allocated once a delivery, not once a message.
/// </summary>
internal sealed class Delivery : IDisposable
{
    private static readonly EnvelopeEntry Single = new() { IsReadable = true };

    private readonly PubSubTopic _topic;
    private readonly PubSubOptions _options;
    private readonly DeliveryIntake _intake;
    private readonly PubSubMetrics _metrics;
    private readonly ScratchBuffer _scratch = new();
    private readonly CloudEvent _message = new();
    private readonly EventDecoder _decoder;
    private readonly DeliveryNames _names;

    // Null for a tenant who may not bring more now.
    private readonly List<(TenantId Tenant, DeliveryBatch? Batch)> _batches = [];
    private EntryFate[] _fates = ArrayPool<EntryFate>.Shared.Rent(16);
    private int _count;
    private int _bytes;
    private bool _isUtf8;

    public Delivery(
        PubSubTopic topic,
        PubSubOptions options,
        DecodeLimits limits,
        DeliveryIntake intake,
        PubSubMetrics metrics
    )
    {
        (_topic, _options, _intake, _metrics) = (topic, options, intake, metrics);
        _decoder = new EventDecoder(limits, _scratch);
        _names = new DeliveryNames(topic);
    }

    /// <summary>What has been decided about each message, in the order in which they came.</summary>
    public ReadOnlySpan<EntryFate> Fates => _fates.AsSpan(0, _count);

    /// <summary>Reads a body that is one message.</summary>
    /// <param name="body">The body.</param>
    /// <param name="key">The message's key.</param>
    public void ReadSingle(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> key)
    {
        _bytes = body.Length;
        _isUtf8 = Utf8.IsValid(body.Span);
        var reader = new CloudEventReader(body, _scratch);
        var entry = Single;
        entry.Key = key;
        entry.IsReadable = reader.TryReadSingle(_message);
        entry.Problem = entry.IsReadable ? null : reader.Problem;
        entry.IsRaw = _options.RawPayload;
        Take(entry);
    }

    /// <summary>Takes a message whose attributes came as headers and whose data are the body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="attributes">Fills the attributes in.</param>
    /// <param name="key">The message's key.</param>
    public void ReadBinary(ReadOnlyMemory<byte> body, Action<CloudEvent> attributes, ReadOnlyMemory<byte> key)
    {
        _bytes = body.Length;
        _isUtf8 = true; // The decoders look at bytes themselves.
        _message.Clear();
        _message.DataBytes = body;
        _message.Raw = body;
        attributes(_message);
        Take(Single with { Key = key });
    }

    /// <summary>Reads a body that is an envelope with many messages.</summary>
    /// <returns>False when it is no envelope. Then nothing was taken.</returns>
    public bool TryReadBulk(ReadOnlyMemory<byte> body)
    {
        var reader = new CloudEventReader(body, _scratch);
        if (!reader.TryFindEntries())
        {
            return false;
        }

        _bytes = body.Length;
        _isUtf8 = Utf8.IsValid(body.Span);
        var entry = default(EnvelopeEntry);
        while (reader.TryReadEntry(ref entry, _message))
        {
            Take(entry);
            _scratch.Rewind(default);
        }

        reader.ReadRest();
        if (!reader.Topic.IsEmpty && !reader.Topic.Span.SequenceEqual(_topic.Utf8Name.Span))
        {
            DropAll("wrong_topic");
        }

        return true;
    }

    /// <summary>Makes everything durable, and waits for those who bring the same messages at the same time.</summary>
    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        // All are begun before the first is waited for, so that they share one write to the disk.
        var commits = new Task[_batches.Count];
        for (var i = 0; i < commits.Length; i++)
        {
            var (tenant, batch) = _batches[i];
            commits[i] = batch is null ? Task.CompletedTask : _intake.CommitAsync(tenant, batch, cancellationToken);
        }

        await Task.WhenAll(commits);
        for (var i = 0; i < _count; i++)
        {
            var isDurable = _fates[i].Other is { } other
                ? await other.WaitAsync(cancellationToken)
                : _fates[i].Batch?.IsDurable != false;
            _fates[i].Status = isDurable ? _fates[i].Status : DeliveryStatus.Retry;
        }

        Count();
    }

    public void Dispose()
    {
        foreach (var (_, batch) in _batches)
        {
            batch?.Dispose();
        }

        _scratch.Dispose();
        ArrayPool<EntryFate>.Shared.Return(_fates, clearArray: true);
        _fates = [];
        _count = 0;
    }

    private void Count()
    {
        var retried = 0;
        var dropped = 0;
        foreach (ref readonly var fate in Fates)
        {
            retried += fate.Status == DeliveryStatus.Retry ? 1 : 0;
            dropped += fate.Status == DeliveryStatus.Drop ? 1 : 0;
        }

        _metrics.Answered(_topic, DeliveryStatus.Success, _count - retried - dropped);
        _metrics.Answered(_topic, DeliveryStatus.Retry, retried);
        _metrics.Answered(_topic, DeliveryStatus.Drop, dropped);
    }

    private void Take(EnvelopeEntry entry)
    {
        ref var fate = ref NextFate();
        (fate.Id, fate.HasId) = (entry.Id, entry.HasId);
        if (entry.IsRaw)
        {
            // What the sidecar made up for a message without attributes says nothing, and its id is another each time.
            _message.ClearAttributes();
        }

        if (_topic.Tenants.Find(_message.Source.Span, entry.Key.Span) is not { } tenant)
        {
            Drop(ref fate, "no_tenant");
            return;
        }

        if (BatchOf(tenant) is not { } batch)
        {
            fate.Status = DeliveryStatus.Retry;
            return;
        }

        batch.Bytes += _message.Raw.Length;
        if (TryClaim(ref fate, tenant, batch, entry.IsRaw))
        {
            fate.Batch = batch;
            Keep(ref fate, entry, batch);
        }
    }

    /// <returns>False when somebody else has brought the message, or is bringing it.</returns>
    private bool TryClaim(ref EntryFate fate, TenantId tenant, DeliveryBatch batch, bool isRaw)
    {
        DeliveryClaim claim;
        if (!_message.Id.IsEmpty)
        {
            claim = batch.Claim(_names.OfEvent(tenant, _message.Source.Span, _message.Id.Span));
        }
        else if (isRaw && _options.CountEqualMessagesOnce)
        {
            claim = batch.Claim(_names.OfBytes(tenant, _message.DataBase64.Span));
        }
        else
        {
            return true;
        }

        if (claim.State == DeliveryState.New)
        {
            return true;
        }

        fate.Batch = claim.State == DeliveryState.InBatch ? batch : null;
        fate.Other = claim.Outcome;
        _metrics.Repeated(_topic);
        return false;
    }

    private void Keep(ref EntryFate fate, EnvelopeEntry entry, DeliveryBatch batch)
    {
        if (!entry.IsReadable)
        {
            batch.Reject(RejectReason.InvalidJson, entry.Problem!, 0, _message.Raw);
            return;
        }

        if (_topic.Content == TopicContent.DeadLetters)
        {
            batch.Reject(RejectReason.DeadLetter, "It came by the dead-letter topic.", 0, _message.Raw);
            return;
        }

        Decode(ref fate, batch);
    }

    private void Decode(ref EntryFate fate, DeliveryBatch batch)
    {
        try
        {
            switch (batch)
            {
                case SpanEventBatch spans:
                    _decoder.DecodeTraces(_message, _isUtf8, spans);
                    break;
                case EventBatch events when _topic.Content == TopicContent.Events:
                    _decoder.DecodeEvent(_message, _isUtf8, events);
                    break;
                case EventBatch logs:
                    _decoder.DecodeLogs(_message, _isUtf8, logs);
                    break;
            }
        }
        catch (TooLargeException)
        {
            // Those up to the bound stay; the whole message goes to the dead-letter topic, where somebody can split it.
            batch.ClearRecord();
            Drop(ref fate, "too_many_records");
        }
    }

    private void Drop(ref EntryFate fate, string reason)
    {
        fate.Status = DeliveryStatus.Drop;
        _metrics.Dropped(_topic, reason);
    }

    // Nothing of it is committed.
    private void DropAll(string reason)
    {
        for (var i = 0; i < _count; i++)
        {
            (_fates[i].Batch, _fates[i].Other) = (null, null);
            Drop(ref _fates[i], reason);
        }

        _batches.ForEach(b => b.Batch?.Dispose());
        _batches.Clear();
    }

    /// <returns>Null when the tenant may not bring more now.</returns>
    private DeliveryBatch? BatchOf(TenantId tenant)
    {
        foreach (var (owner, batch) in _batches)
        {
            if (owner == tenant)
            {
                return batch;
            }
        }

        var opened = _intake.TryOpen(_topic, tenant, _message, _bytes);
        _batches.Add((tenant, opened));
        return opened;
    }

    private ref EntryFate NextFate()
    {
        if (_count == _fates.Length)
        {
            var larger = ArrayPool<EntryFate>.Shared.Rent(_count * 2);
            Fates.CopyTo(larger);
            ArrayPool<EntryFate>.Shared.Return(_fates, clearArray: true);
            _fates = larger;
        }

        _fates[_count] = default;
        return ref _fates[_count++];
    }
}
