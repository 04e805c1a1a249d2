using Monolith.Host.Sending;

namespace Monolith.Host.Demo;

/// <summary>Says on the console how the demo gets on: one line that runs on a terminal, or a line now and then in a file.</summary>
internal sealed class DemoScreen(TextWriter output, DemoTotals totals, TimeProvider clock) : IAsyncDisposable
{
    private readonly bool _isTerminal = !Console.IsOutputRedirected;
    private readonly Lock _gate = new();
    private long _began;
    private bool _lineIsOpen;
    private string _lastFailure = "";
    private ITimer? _timer;

    /// <summary>Begins to show. Disposing it prints the totals.</summary>
    public DemoScreen Start()
    {
        var every = _isTerminal ? TimeSpan.FromMilliseconds(500) : TimeSpan.FromSeconds(5);
        _began = clock.GetTimestamp();
        _timer = clock.CreateTimer(_ => ShowProgress(), null, every, every);
        return this;
    }

    /// <summary>Counts an attempt that failed, and names the reason once, until another one takes its place.</summary>
    public void Failed(FailedAttempt attempt)
    {
        totals.AddRetry();
        lock (_gate)
        {
            if (!string.Equals(attempt.Reason, _lastFailure, StringComparison.Ordinal))
            {
                _lastFailure = attempt.Reason;
                CloseLineLocked();
                output.WriteLine($"Not taken ({attempt.Reason}). The same batch goes out again until it is.");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        lock (_gate)
        {
            CloseLineLocked();
            ShowTotalsLocked();
        }
    }

    private void ShowProgress()
    {
        lock (_gate)
        {
            var seconds = clock.GetElapsedTime(_began).TotalSeconds;
            var line =
                $"{totals.Made:N0} produced, {totals.Acknowledged:N0} acknowledged, {totals.Retries:N0} retries, "
                + $"{totals.Acknowledged / seconds:N0} records/s";
            if (_isTerminal)
            {
                output.Write($"\r{line}   ");
                _lineIsOpen = true;
            }
            else
            {
                output.WriteLine(line);
            }
        }
    }

    private void CloseLineLocked()
    {
        if (_lineIsOpen)
        {
            output.WriteLine();
            _lineIsOpen = false;
        }
    }

    private void ShowTotalsLocked()
    {
        output.WriteLine($"produced       {totals.Made, 12:N0}   records handed to the network");
        output.WriteLine(
            $"acknowledged   {totals.Acknowledged, 12:N0}   accepted {totals.Accepted:N0}, rejected {totals.Rejected:N0}, dropped {totals.Dropped:N0}"
        );
        output.WriteLine($"spans          {totals.Spans, 12:N0}   of traces, acknowledged");
        output.WriteLine($"unanswered     {totals.Made - totals.Acknowledged, 12:N0}   may or may not be stored");
        output.WriteLine($"retries        {totals.Retries, 12:N0}   attempts that were made again");
        output.WriteLine($"perhaps twice  {totals.PerhapsTwice, 12:N0}   acknowledged after an answer had been lost");
    }
}
