using System.Net;

namespace Monolith.Platform.Tests.Engine;

/// <summary>Many at once, and more than there is room for.</summary>
public sealed class LoadTests(EngineFixture engine)
{
    [Fact]
    public async Task Statements_at_the_same_time_never_get_each_others_values()
    {
        var askers = Enumerable.Range(0, 8).Select(asker => Task.Run(() => AskManyAsync(asker, 500)));

        var wrong = (await Task.WhenAll(askers)).Sum();

        Assert.Equal(0, wrong);
    }

    [Fact]
    public async Task A_statement_over_its_memory_fails_alone()
    {
        using var http = engine.CreateHttpClient();
        var others = Task.Run(() => AskManyAsync(100, 50));

        var error = await http.FailAsync(
            "SELECT groupArray(toString(number)) FROM numbers(100000000) FORMAT Null",
            "max_bytes_before_external_group_by=0"
        );

        Assert.Equal(241, error.Code);
        Assert.Equal(0, await others);
    }

    [Fact]
    public async Task A_document_that_is_too_large_to_hold_is_refused()
    {
        using var http = engine.CreateHttpClient();

        var error = await http.FailAsync("SELECT number, repeat('x', 1000) FROM numbers(1000000) FORMAT JSON");

        Assert.Contains(error.Code, new[] { 241, 396 });
    }

    [Fact]
    public async Task A_statement_that_finds_no_room_in_time_is_told_so()
    {
        using var folder = new TemporaryFolder();
        await using var small = await TestEngine.StartAsync(
            folder.File("data"),
            new() { MaxQueries = 1, QueueWait = TimeSpan.FromMilliseconds(100) }
        );
        using var http = small.CreateHttpClient();
        using var holding = await http.GetAsync(
            "/?query=SELECT+sleepEachRow(1)+FROM+numbers(100)&max_block_size=1",
            HttpCompletionOption.ResponseHeadersRead
        );

        var error = await http.FailAsync("SELECT 1");

        Assert.Equal((HttpStatusCode.InternalServerError, 202), (error.Status, error.Code));
    }

    private async Task<int> AskManyAsync(int asker, int count)
    {
        using var http = engine.CreateHttpClient();
        var wrong = 0;
        for (var i = 0; i < count; i++)
        {
            var answer = await http.AskAsync(
                "SELECT {a:UInt32}, {b:String} FROM numbers(1) WHERE number < {c:UInt32}",
                $"param_a={asker}&param_b=v{i}&param_c={i + 1}"
            );
            wrong += answer == $"{asker}\tv{i}\n" ? 0 : 1;
        }

        return wrong;
    }
}
