using System.Net;
using System.Net.Http.Headers;

namespace Monolith.Host.Tests.Access;

public sealed class KeyCommandTests
{
    [Fact]
    public async Task A_key_of_the_console_opens_what_it_was_made_for_and_stands_in_the_trail()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");

        var (exitCode, output) = await CreateAsync(data, "--role", "admin");
        Assert.True(exitCode == 0, output);
        var key = output.Trim();
        await using var host = await HostProcess.StartAsync(data, "--Monolith:Access:LocalAccounts=true");
        var (whileRunning, why) = await CreateAsync(data, "--role", "admin");

        var stranger = await AskAsync(host, "/api/v1/access/me", key: null);
        var (status, me) = await AskAsync(host, "/api/v1/access/me", key);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.Status);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("access:manage", me, StringComparison.Ordinal);
        Assert.Equal(2, whileRunning);
        Assert.Contains("POST /api/v1/access/keys", why, StringComparison.Ordinal);
        await Eventually.HoldsAsync(
            async () =>
                (await AskAsync(host, "/api/v1/audit/entries?action=access.key.created", key)).Body is var trail
                && trail.Contains("\"console\"", StringComparison.Ordinal)
                && !trail.Contains(key, StringComparison.Ordinal),
            "the trail tells of the key, and not the key"
        );
    }

    [Theory]
    [InlineData("--role", "emperor")]
    [InlineData("--role", "admin", "--tenant", "no such name")]
    [InlineData("--role", "admin", "--days", "-1")]
    public async Task A_key_that_cannot_be_is_not_made(params string[] options)
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await CreateAsync(folder.File("data"), options);

        Assert.Equal(2, exitCode);
        Assert.StartsWith("No key is made: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("mk_", output, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output)> CreateAsync(string data, params string[] options) =>
        HostProcess.RunAsync(["key", "create", "--name", "automation", .. options, $"--Monolith:DataPath={data}"]);

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(HostProcess host, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        using var answer = await host.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
