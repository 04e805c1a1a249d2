using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Levels;
using Monolith.Processing.Stages;
using Monolith.Storage.Contracts;

namespace Monolith.Processing.Tests.Levels;

public sealed class LevelTests
{
    private const string Rules = """
        {"rules":[
          {"environment":"dev*","minimum":"trace"},
          {"service":"pay*","environment":"production","minimum":"debug"},
          {"environment":"production","minimum":"warn"}]}
        """;

    [Theory]
    [InlineData("checkout", "development", SeverityNumber.Trace, Fate.Keep)]
    [InlineData("payments", "production", SeverityNumber.Trace, Fate.Drop)]
    [InlineData("payments", "production", SeverityNumber.Debug, Fate.Keep)]
    [InlineData("checkout", "production", SeverityNumber.Info, Fate.Drop)]
    [InlineData("checkout", "production", SeverityNumber.Warn, Fate.Keep)]
    [InlineData("checkout", "production", SeverityNumber.Unspecified, Fate.Keep)]
    [InlineData("checkout", "staging", SeverityNumber.Trace, Fate.Keep)]
    [InlineData("checkout", "", SeverityNumber.Trace, Fate.Keep)]
    public void The_first_rule_that_fits_says_what_is_left_out(
        string service,
        string environment,
        SeverityNumber severity,
        Fate expected
    )
    {
        var filter = Filter(Rules);

        var fate = filter.Apply(Record(service, environment, severity), Context());

        Assert.Equal(expected, fate.Fate);
    }

    [Fact]
    public void Another_tenants_levels_and_no_levels_leave_nothing_out()
    {
        var catalog = new LevelCatalog();
        var filter = new LevelFilter(catalog);
        var record = Record("checkout", "production", SeverityNumber.Trace);
        var before = filter.Apply(record, Context());

        catalog.Replace([KeyValuePair.Create(new TenantId("other"), Read(Rules))]);
        var after = filter.Apply(record, Context());

        Assert.Equal((Fate.Keep, Fate.Keep), (before.Fate, after.Fate));
    }

    [Fact]
    public void The_lowest_of_the_levels_of_a_batch_is_what_its_client_is_told()
    {
        var filter = Filter(Rules);
        var context = Context();

        filter.Apply(Record("checkout", "production", SeverityNumber.Error), context);
        var one = context.Tally.Minimum;
        filter.Apply(Record("payments", "production", SeverityNumber.Error), context);
        var two = context.Tally.Minimum;
        context.Tally.Clear();

        Assert.Equal((SeverityNumber.Warn, SeverityNumber.Debug, null), (one, two, context.Tally.Minimum));
    }

    [Fact]
    public async Task Levels_hold_from_the_moment_that_they_are_set_and_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        var debug = Record("checkout", "production", SeverityNumber.Debug);
        await using (var host = await StartAsync(folder))
        {
            var filter = host.Services.GetRequiredService<LevelFilter>();
            var before = filter.Apply(debug, Context());
            using var put = await SendAsync(host, HttpMethod.Put, Rules);
            var after = filter.Apply(debug, Context());

            Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
            Assert.Equal((Fate.Keep, Fate.Drop), (before.Fate, after.Fate));
        }

        await using var again = await StartAsync(folder);
        using var read = await SendAsync(again, HttpMethod.Get);

        Assert.Equal(Fate.Drop, again.Services.GetRequiredService<LevelFilter>().Apply(debug, Context()).Fate);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Rules), await read.Content.ReadFromJsonAsync<JsonNode>()));
        Assert.NotNull(read.Headers.ETag);
    }

    [Fact]
    public async Task Levels_that_somebody_else_changed_meanwhile_are_not_written_over()
    {
        using var folder = new TemporaryFolder();
        await using var host = await StartAsync(folder);
        using var first = await SendAsync(host, HttpMethod.Put, Rules);
        using var read = await SendAsync(host, HttpMethod.Get);
        using var second = await SendAsync(host, HttpMethod.Put, """{"rules":[]}""");

        using var late = await SendAsync(host, HttpMethod.Put, Rules, read.Headers.ETag!.ToString());

        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
    }

    [Theory]
    [InlineData("""{"rules":[{"minimum":"loud"}]}""")]
    [InlineData("""{"rules":[{"minimum":"info","service":""}]}""")]
    [InlineData("""{"rules":[{"minimum":"info","colour":"red"}]}""")]
    [InlineData("""{"rules":[{"service":"checkout"}]}""")]
    [InlineData("""{"rules":[null]}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    public async Task Wrong_levels_are_refused(string levels)
    {
        using var folder = new TemporaryFolder();
        await using var host = await StartAsync(folder);

        using var answer = await SendAsync(host, HttpMethod.Put, levels);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Who_may_read_levels_may_not_set_them()
    {
        using var folder = new TemporaryFolder();
        await using var host = await StartAsync(folder);

        using var answer = await SendAsync(host, HttpMethod.Put, Rules, permissions: Permissions.ReadPipelines);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static LevelFilter Filter(string rules)
    {
        var catalog = new LevelCatalog();
        catalog.Replace([KeyValuePair.Create(TenantId.Default, Read(rules))]);
        return new LevelFilter(catalog);
    }

    private static LevelDocument Read(string rules) =>
        Monolith.Platform.Documents.DocumentJson.Read<LevelDocument>(JsonNode.Parse(rules));

    private static LogRecord Record(string service, string environment, SeverityNumber severity)
    {
        var record = new LogRecord { ServiceName = Encoding.UTF8.GetBytes(service), Severity = severity };
        record.Resource.Add("deployment.environment.name"u8.ToArray(), Encoding.UTF8.GetBytes(environment));
        return record;
    }

    private static StageContext Context() =>
        new(TenantId.Default, new ScratchBuffer(), new Tally(), ReceivedUnixNano: 1_772_600_767_000_000_000);

    private static Task<ModuleHost> StartAsync(TemporaryFolder folder) =>
        ModuleHost.StartAsync(folder.Path, [new ProcessingModule()]);

    private static async Task<HttpResponseMessage> SendAsync(
        ModuleHost host,
        HttpMethod method,
        string? body = null,
        string? ifMatch = null,
        string permissions = $"{Permissions.ReadPipelines} {Permissions.ManagePipelines}"
    )
    {
        using var request = new HttpRequestMessage(method, "/api/v1/levels");
        request.Headers.Add(ModuleHost.PermissionsHeader, permissions);
        request.Headers.Add(ModuleHost.CallerHeader, "ada");
        if (ifMatch is not null)
        {
            request.Headers.Add("If-Match", ifMatch);
        }

        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await host.Http.SendAsync(request);
    }
}
