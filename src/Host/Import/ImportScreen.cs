using Monolith.Host.Sending;
using Spectre.Console;

namespace Monolith.Host.Import;

/// <summary>Shows the operator how an import gets on.</summary>
internal interface IImportScreen
{
    /// <summary>Shows while the work is done.</summary>
    Task RunAsync(Func<Task> work);

    /// <summary>A batch of the file has been acknowledged.</summary>
    void Advance(ImportSource source, ImportTotals totals);

    /// <summary>Says something at once.</summary>
    void Say(string line);

    /// <summary>A record was refused.</summary>
    void Refused(ImportSource source, long line, Refusal refusal);
}

/// <summary>Names the first refused records, and leaves it at the count for the others.</summary>
internal sealed class RefusalLines(Action<string> say)
{
    private const int MostNamed = 10;
    private int _named;

    public void Add(ImportSource source, long line, Refusal refusal)
    {
        if (_named++ < MostNamed)
        {
            say($"{source.Name}:{line}: {refusal.Reason}: {refusal.Detail}");
        }
    }
}

/// <summary>Lines of text, for files and pipes: one every few seconds.</summary>
internal sealed class LineScreen : IImportScreen
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    private readonly TextWriter _output;
    private readonly TimeProvider _clock;
    private readonly RefusalLines _refusals;
    private long _lastLine;

    public LineScreen(TextWriter output, TimeProvider clock)
    {
        _output = output;
        _clock = clock;
        _refusals = new RefusalLines(Say);
    }

    public Task RunAsync(Func<Task> work)
    {
        _lastLine = _clock.GetTimestamp();
        return work();
    }

    public void Advance(ImportSource source, ImportTotals totals)
    {
        if (_clock.GetElapsedTime(_lastLine) >= Between)
        {
            _lastLine = _clock.GetTimestamp();
            Say(
                $"{source.Name}: {totals.Read:N0} records read, {totals.Accepted:N0} accepted, {totals.Rejected:N0} rejected"
            );
        }
    }

    public void Say(string line) => _output.WriteLine(line);

    public void Refused(ImportSource source, long line, Refusal refusal) => _refusals.Add(source, line, refusal);
}

/// <summary>A bar for each file, for terminals.</summary>
internal sealed class BarScreen : IImportScreen
{
    private readonly IAnsiConsole _console;
    private readonly RefusalLines _refusals;
    private readonly Dictionary<ImportSource, ProgressTask> _bars = [];
    private ProgressContext? _progress;

    public BarScreen(IAnsiConsole console)
    {
        _console = console;
        _refusals = new RefusalLines(Say);
    }

    public Task RunAsync(Func<Task> work) =>
        _console
            .Progress()
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(progress =>
            {
                _progress = progress;
                return work();
            });

    public void Advance(ImportSource source, ImportTotals totals)
    {
        if (!_bars.TryGetValue(source, out var bar))
        {
            bar = _progress!.AddTask(Markup.Escape(source.Name), maxValue: Math.Max(1, source.Length));
            bar.IsIndeterminate = source.Length == 0;
            _bars.Add(source, bar);
        }

        bar.Value = source.Position;
    }

    public void Say(string line) => _console.WriteLine(line);

    public void Refused(ImportSource source, long line, Refusal refusal) => _refusals.Add(source, line, refusal);
}
