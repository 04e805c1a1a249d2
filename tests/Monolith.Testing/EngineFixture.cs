using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monolith.Platform;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Engine;
using Xunit;

namespace Monolith.Testing;

/// <summary>A real engine in a folder of its own, for all tests of an assembly:
/// <c>[assembly: AssemblyFixture(typeof(EngineFixture))]</c>. Each test makes a database or tables of its own.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly EngineSupervisor _supervisor;

    /// <summary>Makes the fixture; the engine starts in <see cref="InitializeAsync"/>.</summary>
    public EngineFixture()
    {
        var data = new DataFolder(_folder.File("data"));
        Endpoint = EngineEndpoint.In(data.Sub("engine"));
        _supervisor = new EngineSupervisor(
            data,
            Endpoint,
            new EngineStatus(),
            Options.Create(new EngineOptions { Program = ProgramPath }),
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

    /// <summary>A client whose every request goes to the engine.</summary>
    public HttpClient CreateHttpClient() => new(Endpoint.CreateHandler()) { BaseAddress = EngineEndpoint.Address };

    /// <summary>A client for one of the engine's databases.</summary>
    public ClickHouseClient CreateClient(string database = "default") =>
        new(ClickHouseTransport.To(Endpoint), database, TimeProvider.System);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await _supervisor.StartAsync(CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _supervisor.StopAsync(CancellationToken.None);
        _supervisor.Dispose();
        _folder.Dispose();
    }
}
