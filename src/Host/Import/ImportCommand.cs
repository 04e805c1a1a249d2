using System.CommandLine;
using Monolith.Host.Sending;
using Spectre.Console;

namespace Monolith.Host.Import;

/// <summary><c>monolith import FILE…</c>: sends log files to a running Monolith.</summary>
internal static class ImportCommand
{
    private const int Finished = 0;
    private const int NotFinished = 1;
    private const int FinishedWithRejections = 2;

    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(1);

    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "Files or patterns such as 'logs/*.log.gz'; - is standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<ImportFormat> Format = new("--format")
    {
        Description = "json: one object a line. text: lines, with stack traces joined. auto looks at the first line.",
    };

    private static readonly Option<ImportTime> Time = new("--time")
    {
        Description =
            "keep: the records' own. shift: moved so that each file's newest is now. now: the time of the import. "
            + "shift and now keep the own time as the attribute original_timestamp.",
    };

    private static readonly Option<string?> Service = new("--service")
    {
        Description = "Service of records that name none. Text files go by their own name without it.",
    };

    private static readonly Option<TimeZoneInfo> Zone = new("--zone")
    {
        Description = "Zone of times that name none, for example Europe/Berlin.",
        DefaultValueFactory = _ => TimeZoneInfo.Utc,
        CustomParser = argument =>
        {
            if (TimeZoneInfo.TryFindSystemTimeZoneById(argument.Tokens[0].Value, out var zone))
            {
                return zone;
            }

            argument.AddError($"--zone: no zone is called '{argument.Tokens[0].Value}'.");
            return null;
        },
    };

    private static readonly Option<int?> Year = new("--year")
    {
        Description = "Year of times that name none. Without it the file's own time decides.",
    };

    private static readonly Option<int> Batch = new("--batch")
    {
        Description = "At most so many records in one request.",
        DefaultValueFactory = _ => 1000,
    };

    private static readonly Option<bool> Again = new("--again")
    {
        Description = "Begin at the beginning, also where a file has been imported before.",
    };

    private static readonly Option<string> State = new("--state")
    {
        Description = "Folder that remembers how far each file has been imported.",
        DefaultValueFactory = _ => ImportLedger.DefaultFolder,
    };

    public static Command Create()
    {
        var server = new ServerOptions();
        var command = new Command(
            "import",
            "Sends log files to a running Monolith. Killed and started again, it goes on where it was."
        )
        {
            Files,
            server.Url,
            server.ApiKey,
            Format,
            Time,
            Service,
            Zone,
            Year,
            Batch,
            Again,
            State,
        };
        command.Validators.Add(result =>
        {
            if (
                result.GetValue(Time) == ImportTime.Shift
                && result.GetValue(Files)?.Contains("-", StringComparer.Ordinal) == true
            )
            {
                result.AddError(
                    "--time shift reads a file twice, which standard input does not allow. Use --time now."
                );
            }
        });
        command.SetAction(
            (parsed, cancellationToken) => RunAsync(parsed, server, TimeProvider.System, cancellationToken)
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        ServerOptions server,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var output = parsed.InvocationConfiguration.Output;
        var totals = new ImportTotals();
        IImportScreen screen =
            ReferenceEquals(output, Console.Out)
            && AnsiConsole.Profile.Capabilities.Interactive
            && !Console.IsOutputRedirected
                ? new BarScreen(AnsiConsole.Console)
                : new LineScreen(output, clock);
        var plan = new ImportPlan(
            parsed.GetValue(Format),
            parsed.GetValue(Time),
            parsed.GetValue(Service),
            parsed.GetValue(Zone)!,
            parsed.GetValue(Year),
            parsed.GetValue(Batch),
            parsed.GetValue(Again)
        );
        var ledger = new ImportLedger(parsed.GetValue(State)!, parsed.GetValue(server.Url)!);
        using var sender = server.CreateSender(
            parsed,
            GiveUpAfter,
            clock,
            failed => screen.Say($"Not taken ({failed.Reason}); trying again.")
        );

        var finished = true;
        await screen.RunAsync(async () =>
        {
            foreach (var file in parsed.GetValue(Files)!.SelectMany(FilePattern.Expand))
            {
                finished &= await ImportAsync(file);
            }
        });
        ImportReport.Write(output, totals);
        return !finished ? NotFinished
            : totals.Rejected > 0 ? FinishedWithRejections
            : Finished;

        async Task<bool> ImportAsync(string file)
        {
            try
            {
                await using var source = ImportSource.Open(file, clock);
                await new FileImport(source, plan, ledger, sender, totals, screen, clock).RunAsync(cancellationToken);
                return true;
            }
            catch (Exception exception)
                when (exception
                        is IOException
                            or UnauthorizedAccessException
                            or InvalidDataException
                            or UndeliverableException
                )
            {
                screen.Say($"{file}: {exception.Message}");
                return false;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                screen.Say($"{file}: stopped. The same command goes on from here.");
                return false;
            }
        }
    }
}
