using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Monolith.Platform.ClickHouse;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Shipping;

/// <summary>Brings a range into ClickHouse, each row once.</summary>
/// <remarks>
/// A token alone is not enough. ClickHouse notes the token of a part before the part is in the table; if it dies in
/// between, it calls the same insert a duplicate later on and drops it. So after any doubt the rows are counted: ids are
/// consecutive in a frame, and the first and the last id of a range bound exactly its rows.
/// </remarks>
internal sealed class RangeShipper(
    ClickHouseTarget target,
    SetAsideFolder refused,
    StorageMetrics metrics,
    ILogger logger
)
{
    // ClickHouse spends much on an insert however few rows it has.
    private const int SmallestHalfRows = 20_000;

    // These errors are about the bytes that were sent. Others that do not pass by themselves, such as a lost permission or
    // a missing table, are about the installation: frames wait until somebody has put it right.
    private static readonly HashSet<int> AboutTheBytes =
    [
        6, // CANNOT_PARSE_TEXT
        9, // SIZES_OF_COLUMNS_DOESNT_MATCH
        10, // NOT_FOUND_COLUMN_IN_BLOCK
        16, // NO_SUCH_COLUMN_IN_TABLE
        20, // NUMBER_OF_COLUMNS_DOESNT_MATCH
        26, // CANNOT_PARSE_QUOTED_STRING
        27, // CANNOT_PARSE_INPUT_ASSERTION_FAILED
        32, // ATTEMPT_TO_READ_AFTER_EOF
        33, // CANNOT_READ_ALL_DATA
        49, // LOGICAL_ERROR
        50, // UNKNOWN_TYPE
        53, // TYPE_MISMATCH
        69, // ARGUMENT_OUT_OF_BOUND
        70, // CANNOT_CONVERT_TYPE
        117, // INCORRECT_DATA
        128, // TOO_LARGE_ARRAY_SIZE
        131, // TOO_LARGE_STRING_SIZE
        349, // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
        469, // VIOLATED_CONSTRAINT
        1001, // STD_EXCEPTION
    ];

    /// <summary>Returns when each row of the range is in ClickHouse, or in a file of its own because it was refused.</summary>
    /// <param name="range">The range.</param>
    /// <param name="isAgain">Whether it may have been sent before under the same tokens.</param>
    /// <param name="isDoubted">Whether it may have been sent before under others.</param>
    /// <param name="cancellationToken">Stops in the middle; the range is sent again later.</param>
    /// <exception cref="ClickHouseException">It did not work this time.</exception>
    public async Task ShipAsync(ShippingRange range, bool isAgain, bool isDoubted, CancellationToken cancellationToken)
    {
        // Deliveries are no rows: they stay on this machine.
        var rows = range.Frames.Where(f => f.Header.Kind != StreamKind.Deliveries);
        foreach (var stream in rows.GroupBy(f => f.Header.Kind))
        {
            var frames = stream.ToList();
            if (StreamTable.All.SingleOrDefault(t => t.Kind == stream.Key) is not { } table)
            {
                frames.ForEach(f => Refuse(f, $"Stream {(int)stream.Key} is not known to this version."));
                continue;
            }

            await ShipAsync(table, frames, isAgain, isDoubted, cancellationToken);
        }
    }

    private async Task ShipAsync(
        StreamTable table,
        List<FrameAt> frames,
        bool isAgain,
        bool isDoubted,
        CancellationToken cancellationToken
    )
    {
        var halves = Halves(frames);
        if (!isAgain && !isDoubted)
        {
            try
            {
                await Task.WhenAll(halves.Select(half => InsertNewAsync(table, half, cancellationToken)));
                return;
            }
            catch (ClickHouseException e) when (AboutTheBytes.Contains(e.Code))
            {
                // One half may have arrived, so from here on each is looked for before it is sent.
                isDoubted = true;
            }
        }

        // One after the other: repairs share a table.
        foreach (var half in halves)
        {
            await ShipHalfAsync(table, half, isDoubted, cancellationToken);
        }
    }

    // Two inserts side by side keep two processors busy where one insert keeps one. The cut depends on nothing but the
    // frames: sent again, a half has the token that it had before.
    private static List<List<FrameAt>> Halves(List<FrameAt> frames)
    {
        var rows = frames.Sum(f => (long)f.Header.Rows);
        if (rows < 2 * SmallestHalfRows || frames.Count < 2)
        {
            return [frames];
        }

        var (count, taken) = (1, (long)frames[0].Header.Rows);
        while (count < frames.Count - 1 && taken < rows / 2)
        {
            taken += frames[count++].Header.Rows;
        }

        return [frames[..count], frames[count..]];
    }

    private async Task ShipHalfAsync(
        StreamTable table,
        List<FrameAt> frames,
        bool isDoubted,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await InsertAsync(table, frames, isDoubted, cancellationToken);
        }
        catch (ClickHouseException e) when (AboutTheBytes.Contains(e.Code))
        {
            // Parts of the range may be in the table, so each frame is looked for before it is sent alone.
            foreach (var frame in frames)
            {
                await ShipAloneAsync(table, frame, cancellationToken);
            }
        }
    }

    private async Task ShipAloneAsync(StreamTable table, FrameAt frame, CancellationToken cancellationToken)
    {
        try
        {
            await InsertAsync(table, [frame], isDoubted: true, cancellationToken);
        }
        catch (ClickHouseException e) when (AboutTheBytes.Contains(e.Code))
        {
            Refuse(frame, e.Message);
        }
    }

    private void Refuse(FrameAt frame, string why) =>
        refused.Keep(frame.Segment, frame.Offset, frame.Header.FrameBytes, why);

    private async Task InsertNewAsync(StreamTable table, List<FrameAt> frames, CancellationToken cancellationToken)
    {
        await TimedInsertAsync(table, frames, new FrameBody(frames), cancellationToken);
        metrics.RowsShipped(frames.Sum(f => (long)f.Header.Rows), table.Name);
    }

    private async Task InsertAsync(
        StreamTable table,
        List<FrameAt> frames,
        bool isDoubted,
        CancellationToken cancellationToken
    )
    {
        var rows = frames.Sum(f => (long)f.Header.Rows);
        var body = new FrameBody(frames);
        var (first, last) = (frames[0].Header.FirstId, frames[^1].Header.EndId - 1);
        if (isDoubted && await target.CountAsync(table, first, last, cancellationToken) is > 0 and var found)
        {
            await RepairAsync(rows - found);
            return;
        }

        await InsertNewAsync(table, frames, cancellationToken);
        await RepairAsync(rows - await target.CountAsync(table, first, last, cancellationToken));

        async Task RepairAsync(long missing)
        {
            if (missing > 0)
            {
                logger.RepairingRows(missing, table.Name, first, last);
                await target.InsertMissingAsync(table, first, last, body, cancellationToken);
                metrics.RowsRepaired(missing);
            }
            else if (missing < 0)
            {
                logger.RowsDoubled(-missing, table.Name, first, last);
            }
        }
    }

    private async Task TimedInsertAsync(
        StreamTable table,
        List<FrameAt> frames,
        FrameBody body,
        CancellationToken cancellationToken
    )
    {
        var began = Stopwatch.GetTimestamp();
        string? error = null;
        try
        {
            await target.InsertAsync(table.Name, Token(table, frames), body, cancellationToken);
        }
        catch (Exception e)
        {
            error = e is ClickHouseException clickHouse ? clickHouse.Name : e.GetType().Name;
            throw;
        }
        finally
        {
            metrics.InsertTook(Stopwatch.GetElapsedTime(began), error);
        }
    }

    // The segment's random number makes the token unlike any of a spool that was in this folder before.
    private static string Token(StreamTable table, List<FrameAt> frames) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{table.Name}-{frames[0].Segment.Salt:x16}-{frames[0].Header.Number}-{frames[^1].Header.Number}"
        );
}
