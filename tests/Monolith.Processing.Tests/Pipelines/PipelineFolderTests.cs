using System.Net;

namespace Monolith.Processing.Tests.Pipelines;

public sealed class PipelineFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_in_force_from_the_start_and_again_after_each_change()
    {
        Write("orders.yaml", "name: orders\nstages:\n  - set: {fields: {tag: one}}");
        await using var world = await StartAsync();
        await world.SendAsync("x");

        Write("orders.yaml", "name: orders\nstages:\n  - set: {fields: {tag: twice}}");
        await world.LookAsync();
        await world.SendAsync("x");
        File.Delete(_folder.File("orders.yaml"));
        await world.LookAsync();
        await world.SendAsync("x");

        Assert.Equal(
            ["one", "twice", null],
            world.Stored.Records.Select(record => record.Attributes.GetValueOrDefault("tag"))
        );
    }

    [Fact]
    public async Task A_broken_file_keeps_its_last_good_version_and_the_list_says_so()
    {
        Write("orders.yaml", "name: orders\nstages:\n  - set: {fields: {tag: one}}");
        await using var world = await StartAsync();

        Write("orders.yaml", "name: orders\nstages:\n  - sett: {}");
        await world.LookAsync();
        await world.SendAsync("x");

        var list = await world.GetAsync("");
        Assert.Equal("one", world.Stored.Records.Single().Attributes["tag"]);
        Assert.Contains("stages[0].sett", (string?)list["broken_files"]!["orders.yaml"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_belongs_to_the_tenant_that_it_names_and_the_api_cannot_change_it()
    {
        Write("theirs.json", """{"tenant":"other","name":"theirs","stages":[{"set":{"fields":{"tag":"theirs"}}}]}""");
        await using var world = await StartAsync();

        await world.SendAsync("x");
        await world.SendAsync("x", tenant: "other");
        var change = await world.PutAsync("theirs", "stages: []", tenant: "other");

        Assert.Equal(
            [null, "theirs"],
            world.Stored.Records.Select(record => record.Attributes.GetValueOrDefault("tag"))
        );
        Assert.Equal(HttpStatusCode.Conflict, change.StatusCode);
    }

    private void Write(string name, string text) => File.WriteAllText(_folder.File(name), text);

    private Task<PipelineWorld> StartAsync() =>
        PipelineWorld.StartAsync(settings: ("Monolith:Pipelines:Path", _folder.Path));
}
