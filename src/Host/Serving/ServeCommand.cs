using System.CommandLine;
using Monolith.Access.Contracts;
using Monolith.Platform;
using Monolith.Platform.Listening;

namespace Monolith.Host.Serving;

/// <summary><c>monolith serve</c>: the host itself.</summary>
internal static class ServeCommand
{
    /// <summary>The configuration does not allow the host to start.</summary>
    private const int BadConfiguration = 2;

    public static Command Create()
    {
        var command = new Command(
            "serve",
            "Takes in logs and answers searches. Every setting may be given as --Section:Key=value, "
                + $"for example --Monolith:DataPath=/var/lib/monolith, and addresses as --urls {ListenAddresses.Default}."
        )
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync([.. parsed.UnmatchedTokens], cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] settings, CancellationToken cancellationToken)
    {
        if (settings.Length > 0 && !settings[0].StartsWith('-'))
        {
            return Refuse($"'{settings[0]}' is no verb and no setting. 'monolith --help' lists the verbs.");
        }

        var builder = HostBuilder.Create(settings);
        if (ListenAddresses.Refusal(builder.Configuration) is { } refusal)
        {
            return Refuse(refusal);
        }

        var data = DataFolder.Of(builder.Configuration);
        using var dataLock = DataFolderLock.TryTake(data, out var holder);
        if (dataLock is null)
        {
            return Refuse(
                $"The data folder {data.Path} is in use by {holder}. Stop it, or choose another folder with "
                    + "--Monolith:DataPath=FOLDER."
            );
        }

        try
        {
            await using var app = HostBuilder.Build(builder, data);
            var ports = app.Services.GetServices<Listener>().Select(listener => listener.Requested.ToString());
            if (ListenAddresses.Refusal(builder.Configuration, ports) is { } refusedPorts)
            {
                return Refuse(refusedPorts);
            }

            await StartAsync(app, cancellationToken);
            await app.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        catch (Microsoft.Extensions.Options.OptionsValidationException invalid)
        {
            return Refuse(string.Join(Environment.NewLine, invalid.Failures));
        }
        catch (FormatException wrongAddress)
        {
            return Refuse(wrongAddress.Message);
        }
        catch (IOException refused)
            when (refused.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return Refuse(
                $"{refused.Message} Choose another address: with --urls http://127.0.0.1:PORT, or that of another protocol "
                    + "with its own setting, such as --Modules:Ingest:Grpc:Address=127.0.0.1:PORT."
            );
        }
    }

    private static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            // Services that run already then end in peace; otherwise their end is logged as one more failure.
            app.Lifetime.StopApplication();
            throw;
        }
    }

    private static int Refuse(string why)
    {
        Console.Error.WriteLine($"Monolith does not start: {why}");
        return BadConfiguration;
    }
}
