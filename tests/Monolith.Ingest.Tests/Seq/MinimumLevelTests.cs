using System.Net;
using Monolith.Ingest.Tests.Quarantine;

namespace Monolith.Ingest.Tests.Seq;

/// <summary>Clients that can be told are told what is left out of what they send.</summary>
public sealed class MinimumLevelTests(EngineFixture engine) : IClassFixture<EngineFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_client_is_told_the_level_of_its_service_and_environment_as_soon_as_it_is_set()
    {
        await using var host = await QuarantineHost.StartAsync(engine, "levels", _folder);
        const string Debug =
            """{"@m":"fine","@l":"Debug","Application":"checkout","deployment.environment.name":"production"}""";

        var before = await LevelAsync(host, Debug);
        using var put = await host.GetAsync(
            HttpMethod.Put,
            "/api/v1/levels",
            """{"rules":[{"environment":"production","minimum":"warn"}]}"""
        );
        var after = await LevelAsync(host, Debug);
        var elsewhere = await LevelAsync(host, Debug.Replace("production", "development", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        Assert.Equal((null, "Warning", null), (before, after, elsewhere));
    }

    private static async Task<string?> LevelAsync(QuarantineHost host, string events)
    {
        var answer = await host.AskAsync(HttpMethod.Post, "/ingest/clef", events, status: HttpStatusCode.Created);
        return answer.GetProperty("MinimumLevelAccepted").GetString();
    }
}
