using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Monolith.Platform.Engine.Http;
using Monolith.Platform.Engine.Library;
using Monolith.Platform.Listening;

namespace Monolith.Platform.Engine.Child;

/// <summary>The engine process from start to stop.</summary>
internal static class EngineServer
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Runs until asked to stop.</summary>
    /// <exception cref="EngineStartException">It cannot start.</exception>
    public static async Task RunAsync(EngineLaunch launch, TextReader parent)
    {
        // The parent decides when to stop; Ctrl+C in a terminal reaches both.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
        using var folder = await EngineFolder.TakeAsync(launch.Folder, launch.Options.FolderWait, TimeProvider.System);
        EngineLibrary.Load(launch.Options.Library);
        var configuration = EngineConfiguration.Write(folder.Path, launch.Options);
        Directory.SetCurrentDirectory(folder.Work);

        var connections = new Connections(folder.Data);
        using var engine = connections.OpenFirst(configuration);
        await ServeAsync(launch, parent, connections, EngineIdentity.Of(engine));
    }

    private static async Task ServeAsync(
        EngineLaunch launch,
        TextReader parent,
        Connections connections,
        EngineIdentity identity
    )
    {
        var options = launch.Options;
        File.Delete(launch.SocketPath);
        await using var app = Build(launch);
        using var gate = new Gate(options.MaxQueries, options.MaxInserts, options.QueueWait);
        using var canceller = new QueryCanceller(
            connections,
            app.Services.GetRequiredService<ILogger<QueryCanceller>>()
        );
        using var sessions = new Sessions(connections, TimeProvider.System);
        var handler = new EngineHandler(
            identity,
            new Authentication(
                string.IsNullOrEmpty(options.Listen) ? null : EnginePassword.For(launch.Folder, options.Password)
            ),
            gate,
            sessions,
            canceller,
            TimeProvider.System,
            app.Services.GetRequiredService<ILogger<EngineHandler>>()
        );
        app.Run(handler.HandleAsync);
        ParentWatch.Start(parent, app.Lifetime.StopApplication);

        // An insert is done within this time; what still runs then would go on for longer than anybody waits.
        using var grace = new Timer(_ => canceller.KillAll());
        app.Lifetime.ApplicationStopping.Register(() => grace.Change(Grace, Grace));
        await app.RunAsync();
    }

    private static WebApplication Build(EngineLaunch launch)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddSimpleConsole(console =>
            (console.SingleLine, console.ColorBehavior) = (true, LoggerColorBehavior.Disabled)
        );
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace
        );

        // An answer that breaks off is how an error midway is told; it is no error of the server.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical);
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, ReceiveBlocks>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, launch));
        return builder.Build();
    }

    private static void Configure(KestrelServerOptions kestrel, EngineLaunch launch)
    {
        kestrel.AddServerHeader = false;

        // Every request has a thread of its own, because the library's calls block; so may its reads and writes.
        kestrel.AllowSynchronousIO = true;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestLineSize = 1024 * 1024;
        kestrel.Limits.MaxRequestBufferSize = 2 * 1024 * 1024;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.ListenUnixSocket(launch.SocketPath);
        if (launch.Options.Listen is { Length: > 0 } listen)
        {
            kestrel.Listen(
                ListenAddress.Parse(listen)
                    ?? throw new EngineStartException(
                        $"Monolith:Engine:Listen is '{listen}': only loopback addresses are allowed."
                    )
            );
        }
    }
}
