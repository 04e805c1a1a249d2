using System.CommandLine;
using System.Globalization;
using Monolith.Host.Sending;

namespace Monolith.Host.Demo;

/// <summary><c>monolith demo</c>: sends the traffic of a small shop, so that there is something to look at.</summary>
internal static class DemoCommand
{
    private static readonly Option<double> Rate = new("--rate")
    {
        Description = "Records a second.",
        DefaultValueFactory = _ => 200,
    };

    private static readonly Option<long> Count = new("--count")
    {
        Description = "Stop after so many records.",
        DefaultValueFactory = _ => long.MaxValue,
    };

    private static readonly Option<TimeSpan> Duration = new("--duration")
    {
        Description = "Stop after so much of the records' own time, for example 00:10:00.",
        DefaultValueFactory = _ => TimeSpan.MaxValue,
    };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "The same seed and start give the same records, byte for byte.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int> Batch = new("--batch")
    {
        Description = "At most so many records in one request.",
        DefaultValueFactory = _ => 500,
    };

    private static readonly Option<DateTimeOffset?> From = new("--from")
    {
        Description = "Time of the first record. What lies in the past is sent as fast as the server takes it.",
        CustomParser = argument =>
        {
            const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            if (DateTimeOffset.TryParse(argument.Tokens[0].Value, CultureInfo.InvariantCulture, styles, out var time))
            {
                return time;
            }

            argument.AddError($"--from takes a time such as 2026-03-04T05:06:07Z, not '{argument.Tokens[0].Value}'.");
            return null;
        },
    };

    private static readonly Option<Uri?> Leak = new("--leak")
    {
        Description =
            "A Kubernetes API such as http://127.0.0.1:8001 (kubectl proxy). The shop then has a checkout service that is slow "
            + "and fails until its pods (app=checkout in the namespace shop) are replaced.",
        CustomParser = ServerOptions.ParseAddress,
    };

    private static readonly Option<TimeSpan> LeakAfter = new("--leak-after")
    {
        Description = "When the pods of --leak begin to be slow.",
        DefaultValueFactory = _ => TimeSpan.FromSeconds(20),
    };

    public static Command Create()
    {
        var server = new ServerOptions();
        AtLeast(Rate, 0.1);
        AtLeast(Count, 1);
        AtLeast(Batch, 1);
        var command = new Command(
            "demo",
            "Sends the traffic of a small shop (frontend, auth, order, payment, model) to a running Monolith."
        )
        {
            server.Url,
            server.ApiKey,
            Rate,
            Count,
            Duration,
            Seed,
            Batch,
            From,
            Leak,
            LeakAfter,
        };
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
        var totals = new DemoTotals();
        var screen = new DemoScreen(parsed.InvocationConfiguration.Output, totals, clock);
        var plan = new DemoPlan(
            parsed.GetValue(Seed),
            parsed.GetValue(From) ?? clock.GetUtcNow(),
            parsed.GetValue(Rate),
            parsed.GetValue(Count),
            parsed.GetValue(Duration),
            parsed.GetValue(Batch)
        );
        using var sender = server.CreateSender(parsed, Timeout.InfiniteTimeSpan, clock, screen.Failed);
        await using (screen.Start())
        {
            try
            {
                await using var checkout = parsed.GetValue(Leak) is { } cluster
                    ? await CheckoutPods.StartAsync(cluster, parsed.GetValue(LeakAfter), clock, cancellationToken)
                    : null;
                Func<double>? sickCheckout = checkout is null ? null : () => checkout.SickShare;
                await new DemoRun(plan, sender, totals, clock, sickCheckout).SendAsync(cancellationToken);
                return 0;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Ctrl+C is how a run without an end ends.
                return 0;
            }
            catch (HttpRequestException exception)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(
                    $"--leak: the Kubernetes API does not answer. {exception.Message}"
                );
                return 1;
            }
            catch (UndeliverableException exception)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(exception.Message);
                return 1;
            }
        }
    }

    private static void AtLeast<T>(Option<T> option, T least)
        where T : IComparable<T> =>
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>().CompareTo(least) < 0)
            {
                result.AddError($"{option.Name} is at least {least}.");
            }
        });
}
