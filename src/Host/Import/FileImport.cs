using System.Buffers;
using System.Text;
using System.Text.Json;
using Monolith.Host.Sending;

namespace Monolith.Host.Import;

/// <summary>How files are imported.</summary>
/// <param name="Format">How lines become records.</param>
/// <param name="Time">Which time records get.</param>
/// <param name="Service">The service of records that name none; null: the name of a text file, and nothing for JSON.</param>
/// <param name="Zone">The zone of times that name none.</param>
/// <param name="Year">The year of times that name none, or null to go by the file's own time.</param>
/// <param name="BatchRecords">At most so many records in one request.</param>
/// <param name="Again">Begin at the beginning, whatever has been imported before.</param>
internal sealed record ImportPlan(
    ImportFormat Format,
    ImportTime Time,
    string? Service,
    TimeZoneInfo Zone,
    int? Year,
    int BatchRecords,
    bool Again
);

/// <summary>
/// Imports one file: batch by batch, each noted in the ledger once it is acknowledged. An import that is killed goes on
/// behind the last noted batch, so nothing is lost; the one batch that was under way may be stored twice.
/// </summary>
internal sealed class FileImport(
    ImportSource source,
    ImportPlan plan,
    ImportLedger ledger,
    BatchSender sender,
    ImportTotals totals,
    IImportScreen screen,
    TimeProvider clock
)
{
    private const int MaxBatchBytes = 4 << 20;

    // What arrives slowly by standard input is not kept waiting for a full batch.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly ArrayBufferWriter<byte> _body = new(1 << 20);
    private readonly List<long> _lineNumbers = [];

    /// <summary>Returns when the last record of the file is acknowledged.</summary>
    /// <exception cref="UndeliverableException">The server takes no more. The ledger knows how far it came.</exception>
    /// <exception cref="InvalidDataException">The compressed file is damaged. What could be read of it is imported.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var mark = await BeginAsync(cancellationToken);
        var content = await source.ReadAsync(cancellationToken);
        await SkipAsync(content, mark.Offset, cancellationToken);
        var lines = new LineReader(content);
        var records = new RecordReader(lines, plan.Format);
        using var shaper = new RecordShaper(
            ShortName,
            plan.Service,
            CreateTextTime(),
            new Retiming(plan.Time, mark.Shift, clock)
        );
        var read = mark;
        try
        {
            while (await ReadAsync(records, read, cancellationToken))
            {
                shaper.Write(records.Record, records.IsJson, _body);
                _lineNumbers.Add(mark.Lines + records.LineNumber);
                read = mark with { Offset = mark.Offset + records.Offset, Lines = mark.Lines + records.Lines };
                if (_lineNumbers.Count >= plan.BatchRecords || _body.WrittenCount >= MaxBatchBytes)
                {
                    await SendAsync(read, cancellationToken);
                }
            }
        }
        catch (InvalidDataException)
        {
            await SendAsync(read, cancellationToken);
            throw;
        }
        finally
        {
            totals.AddTooLong(lines.TooLong);
        }

        await SendAsync(read, cancellationToken);
    }

    private string ShortName => source.Path is null ? "stdin" : Path.GetFileName(source.Path);

    private async Task<ImportMark> BeginAsync(CancellationToken cancellationToken)
    {
        if (!plan.Again && ledger.Find(source, plan.Time) is { } mark)
        {
            screen.Say(
                $"{source.Name}: {mark.Lines:N0} lines were imported before; going on behind them (--again begins anew)."
            );
            return mark;
        }

        var shift = plan.Time == ImportTime.Shift ? await FindShiftAsync(cancellationToken) : TimeSpan.Zero;
        var (fingerprint, bytes) = source.Path is null ? ("", 0) : source.Fingerprint();
        return new ImportMark(source.Path ?? "", fingerprint, bytes, 0, 0, 0, plan.Time, shift);
    }

    /// <summary>Reads the whole file for its newest time, and says how far that lies back.</summary>
    private async Task<TimeSpan> FindShiftAsync(CancellationToken cancellationToken)
    {
        var newest = DateTimeOffset.MinValue;
        var times = CreateTextTime();
        var records = new RecordReader(new LineReader(await source.ReadAsync(cancellationToken)), plan.Format);
        while (await records.ReadAsync(cancellationToken))
        {
            var time = records.IsJson ? ReadJsonTime(records.Record) : ReadTextTime(times, records.Record.Span);
            newest = time > newest ? time.Value : newest;
        }

        return newest == DateTimeOffset.MinValue ? TimeSpan.Zero : clock.GetUtcNow() - newest;
    }

    private static DateTimeOffset? ReadTextTime(TextTime times, ReadOnlySpan<byte> record) =>
        times.TryRead(Encoding.UTF8.GetString(record), out var time, out _) ? time : null;

    private static DateTimeOffset? ReadJsonTime(ReadOnlyMemory<byte> record)
    {
        try
        {
            using var json = JsonDocument.Parse(record);
            return JsonTime.Find(json.RootElement) is { } property ? JsonTime.Read(property.Value) : null;
        }
        catch (JsonException)
        {
            // The server will say so when the record is sent; it has no time to look at.
            return null;
        }
    }

    private TextTime CreateTextTime() => new(plan.Zone, plan.Year, source.Written);

    private async ValueTask<bool> ReadAsync(RecordReader records, ImportMark read, CancellationToken cancellationToken)
    {
        var reading = records.ReadAsync(cancellationToken);
        if (reading.IsCompleted || _lineNumbers.Count == 0)
        {
            return await reading;
        }

        var task = reading.AsTask();
        try
        {
            return await task.WaitAsync(LongestWait, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            await SendAsync(read, cancellationToken);
            return await task;
        }
    }

    private async Task SendAsync(ImportMark read, CancellationToken cancellationToken)
    {
        if (_lineNumbers.Count == 0)
        {
            return;
        }

        var delivery = await sender.SendAsync(_body.WrittenMemory, cancellationToken);
        totals.Add(delivery, _lineNumbers.Count);
        if (source.Path is not null)
        {
            ledger.Save(read with { Size = source.Length });
        }

        foreach (var refusal in delivery.Receipt.Refusals)
        {
            screen.Refused(source, _lineNumbers[refusal.Position - 1], refusal);
        }

        screen.Advance(source, totals);
        _body.ResetWrittenCount();
        _lineNumbers.Clear();
    }

    private static async Task SkipAsync(Stream content, long bytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];
        while (bytes > 0)
        {
            var read = await content.ReadAsync(
                buffer.AsMemory(0, (int)Math.Min(bytes, buffer.Length)),
                cancellationToken
            );
            if (read == 0)
            {
                return;
            }

            bytes -= read;
        }
    }
}
