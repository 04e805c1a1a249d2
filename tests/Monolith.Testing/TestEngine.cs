using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monolith.Platform;
using Monolith.Platform.Engine;

namespace Monolith.Testing;

/// <summary>A real engine in a process of its own, for a test that needs other options than <see cref="EngineFixture"/> has,
/// or that does it harm.</summary>
public sealed class TestEngine : IAsyncDisposable
{
    private readonly EngineSupervisor _supervisor;

    private TestEngine(string folder, EngineOptions options)
    {
        var data = new DataFolder(folder);
        Endpoint = EngineEndpoint.In(data.Sub("engine"));
        _supervisor = new EngineSupervisor(
            data,
            Endpoint,
            new EngineStatus(),
            Options.Create(options with { Program = ProgramPath }),
            TimeProvider.System,
            NullLogger<EngineSupervisor>.Instance
        );
    }

    /// <summary>The program with the <c>engine</c> verb that lies beside every test assembly.</summary>
    public static string ProgramPath { get; } = Path.Combine(AppContext.BaseDirectory, "Monolith.EngineProcess");

    /// <summary>Where the engine answers.</summary>
    public EngineEndpoint Endpoint { get; }

    /// <summary>How the engine is.</summary>
    public EngineStatus Status => _supervisor.Status;

    /// <summary>Starts an engine on a data folder and waits until it answers.</summary>
    public static async Task<TestEngine> StartAsync(string dataFolder, EngineOptions? options = null)
    {
        var engine = new TestEngine(dataFolder, options ?? new EngineOptions());
        try
        {
            await engine._supervisor.StartAsync(CancellationToken.None);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client whose every request goes to the engine.</summary>
    public HttpClient CreateHttpClient() => new(Endpoint.CreateHandler()) { BaseAddress = EngineEndpoint.Address };

    /// <summary>Stops the engine. Its data stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _supervisor.StopAsync(CancellationToken.None);
        _supervisor.Dispose();
    }
}
