using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Monolith.DaprSidecar.Http;
using Monolith.DaprSidecar.PubSub;

namespace Monolith.DaprSidecar;

/// <summary>What goes wrong, on purpose. Each fault acts on what comes next, as often as it was asked for, and is over then.</summary>
public sealed class Faults
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];

    private enum Kind
    {
        Drop,
        Delay,
        Duplicate,
        Reverse,
        FailPublish,
        Answer,
        Cut,
    }

    /// <summary>The next messages of a topic vanish on their way to the app.</summary>
    public void DropDeliveries(string topic, int count = 1) => Add(new Fault(Kind.Drop, topic, count));

    /// <summary>The next messages of a topic come late.</summary>
    public void DelayDeliveries(string topic, TimeSpan by, int count = 1) =>
        Add(new Fault(Kind.Delay, topic, count) { By = by });

    /// <summary>The next messages of a topic come twice.</summary>
    public void DuplicateDeliveries(string topic, int count = 1) => Add(new Fault(Kind.Duplicate, topic, count));

    /// <summary>The next so many messages of a topic are held back until all are there, and come in reverse.</summary>
    public void ReverseDeliveries(string topic, int count) => Add(new Fault(Kind.Reverse, topic, count));

    /// <summary>The broker refuses the next messages for a topic. In a bulk publish each entry counts.</summary>
    public void FailPublishes(string topic, int count = 1) => Add(new Fault(Kind.FailPublish, topic, count));

    /// <summary>The next requests under a path are answered with a status and an error code, and do nothing.</summary>
    public void AnswerWith(string path, int status, string errorCode = "ERR_FAULT", int count = 1) =>
        Add(new Fault(Kind.Answer, path, count) { Status = status, ErrorCode = errorCode });

    /// <summary>The connections of the next requests under a path are cut without an answer.</summary>
    public void CutConnections(string path, int count = 1) => Add(new Fault(Kind.Cut, path, count));

    /// <summary>Everything goes well again.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
        }
    }

    internal bool FailsPublish(string topic) => Take(topic, Kind.FailPublish) is not null;

    internal Task PassAsync(HttpContext context, RequestDelegate next)
    {
        switch (TakeUnder(context.Request.Path.Value ?? ""))
        {
            case { Kind: Kind.Cut }:
                context.Abort();
                return Task.CompletedTask;
            case { } fault:
                throw new ApiException(fault.Status, fault.ErrorCode, "a fault that was asked for");
            case null:
                return next(context);
        }
    }

    /// <summary>What becomes of a message that was fetched: itself, nothing, or several.</summary>
    internal async IAsyncEnumerable<PublishedMessage> ShapeAsync(
        string topic,
        PublishedMessage message,
        ConsumerGroup group,
        TimeProvider clock,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        switch (Take(topic, Kind.Drop, Kind.Delay, Kind.Duplicate, Kind.Reverse))
        {
            case null:
                yield return message;
                break;
            case { Kind: Kind.Drop }:
                break;
            case { Kind: Kind.Duplicate }:
                group.PutBack(message);
                yield return message;
                break;
            case { Kind: Kind.Delay } fault:
                await DelayAsync(message, fault.By, group, clock, cancellationToken);
                yield return message;
                break;
            case { } fault:
                fault.Hold(message, group);
                break;
        }
    }

    private static async Task DelayAsync(
        PublishedMessage message,
        TimeSpan by,
        ConsumerGroup group,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await Task.Delay(by, clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            group.PutBack(message);
            throw;
        }
    }

    private void Add(Fault fault)
    {
        lock (_lock)
        {
            _faults.Add(fault);
        }
    }

    private Fault? Take(string target, params Kind[] kinds) =>
        Take(fault => fault.Target == target && kinds.Contains(fault.Kind));

    private Fault? TakeUnder(string path) =>
        Take(fault => fault.Kind is Kind.Answer or Kind.Cut && path.StartsWith(fault.Target, StringComparison.Ordinal));

    private Fault? Take(Func<Fault, bool> acts)
    {
        lock (_lock)
        {
            var fault = _faults.FirstOrDefault(acts);
            if (fault is not null && --fault.Left == 0)
            {
                _faults.Remove(fault);
            }

            return fault;
        }
    }

    private sealed class Fault(Kind kind, string target, int count)
    {
        private readonly int _count = count;
        private readonly List<PublishedMessage> _held = [];

        public Kind Kind { get; } = kind;

        public string Target { get; } = target;

        public int Left { get; set; } = count;

        public TimeSpan By { get; init; }

        public int Status { get; init; }

        public string ErrorCode { get; init; } = "";

        /// <summary>Holds a message back, however many workers fetch. The last one releases all, each before the one that came earlier.</summary>
        public void Hold(PublishedMessage message, ConsumerGroup group)
        {
            lock (_held)
            {
                _held.Add(message);
                if (_held.Count == _count)
                {
                    _held.ForEach(group.PutBack);
                }
            }
        }
    }
}
