using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.Audit.Contracts;
using Monolith.Platform;
using Monolith.Platform.Events;
using Monolith.Platform.Files;

namespace Monolith.Audit.DataAccess;

/// <summary>Keeps what is to be said of requests for data while the trail takes nothing, in a file of this replica, and tells the
/// trail once it takes entries again. There is room for 64 MiB.</summary>
internal sealed class AccessSpool : BackgroundService
{
    /// <summary>How large the file may get.</summary>
    public const long MaxBytes = 64 << 20;

    private const int MaxAtOnce = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly IAuditTrail _trail;
    private readonly AuditMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger<AccessSpool> _logger;
    private readonly SemaphoreSlim _file = new(1);
    private readonly Wake _wake = new();
    private long _bytes;

    public AccessSpool(
        DataFolder data,
        IAuditTrail trail,
        AuditMetrics metrics,
        TimeProvider clock,
        ILogger<AccessSpool> logger
    )
    {
        _path = Path.Combine(data.Sub("audit"), "access.ndjson");
        (_trail, _metrics, _clock, _logger) = (trail, metrics, clock, logger);
        _bytes = File.Exists(_path) ? new FileInfo(_path).Length : 0;
    }

    /// <summary>True when nothing waits.</summary>
    public bool IsEmpty => Interlocked.Read(ref _bytes) == 0;

    /// <summary>Refuses what could not be recorded.</summary>
    /// <exception cref="AuditUnavailableException">There is no room.</exception>
    public void ThrowIfFull()
    {
        if (Interlocked.Read(ref _bytes) >= MaxBytes)
        {
            throw new AuditUnavailableException();
        }
    }

    /// <summary>Keeps an entry. It is on the disk when this returns.</summary>
    /// <exception cref="AuditUnavailableException">There is no room, or the disk refuses.</exception>
    public async Task KeepAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        await _file.WaitAsync(cancellationToken);
        try
        {
            ThrowIfFull();
            using var file = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.Write);
            byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(entry, JsonSerializerOptions.Web), (byte)'\n'];
            RandomAccess.Write(file, line, _bytes);
            RandomAccess.FlushToDisk(file);
            Interlocked.Add(ref _bytes, line.Length);
            _metrics.Spooled();
            _wake.Signal();
        }
        catch (IOException e)
        {
            _logger.AccessNotKept(e);
            throw new AuditUnavailableException();
        }
        finally
        {
            _file.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _file.Dispose();
        _wake.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            if (IsEmpty)
            {
                await _wake.WaitAsync(Timeout.InfiniteTimeSpan, stoppingToken);
            }

            try
            {
                await TellAsync(stoppingToken);
            }
            catch (Exception e) when (e is AuditUnavailableException or IOException)
            {
                _logger.WorkWaits(e, "what was looked at", Pause);
                await Task.Delay(Pause, _clock, stoppingToken);
            }
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var known = await ReadAsync(cancellationToken);
        foreach (var some in EntriesOf(known).Chunk(MaxAtOnce))
        {
            await Task.WhenAll(some.Select(entry => _trail.AppendAsync(entry, cancellationToken)));
        }

        await _file.WaitAsync(cancellationToken);
        try
        {
            // What came meanwhile stays for the next turn.
            var all = await File.ReadAllBytesAsync(_path, cancellationToken);
            var rest = all.AsMemory(known.Length);
            DurableFiles.Replace(_path, rest.Span);
            Interlocked.Exchange(ref _bytes, rest.Length);
        }
        finally
        {
            _file.Release();
        }
    }

    private async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        await _file.WaitAsync(cancellationToken);
        try
        {
            return await File.ReadAllBytesAsync(_path, cancellationToken);
        }
        finally
        {
            _file.Release();
        }
    }

    private List<AuditEntry> EntriesOf(byte[] lines)
    {
        var entries = new List<AuditEntry>();
        foreach (var range in lines.AsSpan().Split((byte)'\n'))
        {
            var line = lines.AsSpan()[range];
            try
            {
                if (!line.IsEmpty)
                {
                    entries.Add(JsonSerializer.Deserialize<AuditEntry>(line, JsonSerializerOptions.Web)!);
                }
            }
            catch (JsonException e)
            {
                _logger.AccessTorn(e); // a power cut in the midst of a line, whose request was not answered to its end
            }
        }

        return entries;
    }
}
