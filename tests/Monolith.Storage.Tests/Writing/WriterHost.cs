using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monolith.Platform;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;
using Monolith.Storage.Deliveries;
using Monolith.Storage.Shipping;
using Monolith.Storage.Spool;
using Monolith.Storage.Tail;
using Monolith.Storage.Tests.Spool;
using Monolith.Storage.Writing;

namespace Monolith.Storage.Tests.Writing;

/// <summary>The writing half of the module: a writer, its commit loop and a spool. Nothing is shipped.</summary>
internal sealed class WriterHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SpoolHolder _holder;
    private readonly CommitLoop _loop;

    public WriterHost(StorageOptions? options = null, TimeProvider? clock = null, bool start = true)
    {
        var wrapped = Options.Create(options ?? new StorageOptions());
        var metrics = new StorageMetrics(_services.GetRequiredService<IMeterFactory>());
        var time = clock ?? TimeProvider.System;
        _holder = new SpoolHolder(new DataFolder(_folder.Path), wrapped, Disk, time, NullLogger<SpoolFolder>.Instance);
        Deliveries = new DeliveryWindow(wrapped, time, metrics);
        var queue = new CommitQueue(wrapped, new CoalescingWindow(wrapped, time), metrics);
        var retention = Options.Create(new RetentionOptions());
        Writer = new LogWriter(queue, retention, Tail, Deliveries);
        SpanWriter = new SpanWriter(queue, retention, Deliveries);
        _loop = new CommitLoop(queue, _holder, time, metrics, NullLogger<CommitLoop>.Instance);
        if (start)
        {
            Start();
        }
    }

    public FaultyDisk Disk { get; } = new();

    public LogTail Tail { get; } = new();

    public DeliveryWindow Deliveries { get; }

    public LogWriter Writer { get; }

    public SpanWriter SpanWriter { get; }

    public SpoolFolder Spool => _holder.Folder;

    public void Start() => _loop.StartAsync(CancellationToken.None).GetAwaiter().GetResult();

    public LogBatch Open() => (LogBatch)Writer.Open(TenantId.Default);

    /// <summary>The headers of all frames.</summary>
    public IReadOnlyList<FrameHeader> Frames()
    {
        var damaged = new SetAsideFolder(_folder.File("damaged"), "damaged", null!, NullLogger.Instance);
        var reader = new RangeReader(Spool, damaged, NullLogger.Instance);
        return [.. reader.Next(Spool.Start, 1, int.MaxValue, long.MaxValue).Frames.Select(f => f.Header)];
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.StopAsync(CancellationToken.None);
        _loop.Dispose();
        _holder.Dispose();
        await _services.DisposeAsync();
        _folder.Dispose();
    }
}
