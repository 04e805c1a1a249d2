using Monolith.Platform.ClickHouse;
using Monolith.Platform.Engine;
using Xunit;

namespace Monolith.Testing;

/// <summary>A real engine in a folder of its own, for all tests of an assembly:
/// <c>[assembly: AssemblyFixture(typeof(EngineFixture))]</c>. Each test makes a database or tables of its own.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestEngine? _engine;

    /// <summary>Where the engine answers.</summary>
    public EngineEndpoint Endpoint => Engine.Endpoint;

    /// <summary>How the engine is.</summary>
    public EngineStatus Status => Engine.Status;

    private TestEngine Engine => _engine ?? throw new InvalidOperationException("The engine has not been started yet.");

    /// <summary>A client whose every request goes to the engine.</summary>
    public HttpClient CreateHttpClient() => Engine.CreateHttpClient();

    /// <summary>A client for one of the engine's databases.</summary>
    public ClickHouseClient CreateClient(string database = "default") =>
        new(ClickHouseTransport.To(Endpoint), database, TimeProvider.System);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _engine = await TestEngine.StartAsync(_folder.File("data"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        _folder.Dispose();
    }
}
