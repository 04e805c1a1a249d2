using System.Net;
using Monolith.Ingest.Elasticsearch;

namespace Monolith.Ingest.Tests.Elasticsearch;

/// <summary>What happens when a shipper sends a request again because it did not see the answer.</summary>
public sealed class RepeatedDocumentsTests
{
    private const string Creates = """
        {"create":{"_index":"a","_id":"1"}}
        {"message":"one"}
        {"create":{"_index":"a","_id":"2"}}
        {"message":"two"}

        """;

    [Fact]
    public async Task A_create_counts_once_and_its_repetition_is_a_conflict()
    {
        await using var host = await IngestHost.StartAsync();
        await host.BulkAsync(Creates);

        var answer = await host.BulkAsync(
            Creates + "{\"create\":{\"_index\":\"a\",\"_id\":\"3\"}}\n{\"message\":\"three\"}\n"
        );

        Assert.Equal(
            [
                ("create", 409, "version_conflict_engine_exception"),
                ("create", 409, "version_conflict_engine_exception"),
                ("create", 201, null),
            ],
            answer.Items
        );
        Assert.Equal(["one", "two", "three"], host.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task An_id_is_known_within_its_index_and_its_tenant_only()
    {
        await using var host = await IngestHost.StartAsync();
        await host.BulkAsync("{\"create\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{}\n");

        var otherIndex = await host.BulkAsync("{\"create\":{\"_index\":\"b\",\"_id\":\"1\"}}\n{}\n");
        host.Http.DefaultRequestHeaders.Remove("X-Test-Tenant");
        host.Http.DefaultRequestHeaders.Add("X-Test-Tenant", "other");
        var otherTenant = await host.BulkAsync("{\"create\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{}\n");

        Assert.Equal([("create", 201, null)], otherIndex.Items);
        Assert.Equal([("create", 201, null)], otherTenant.Items);
    }

    [Fact]
    public async Task An_id_counts_once_within_a_request()
    {
        await using var host = await IngestHost.StartAsync();

        var answer = await host.BulkAsync(Creates + Creates);

        Assert.Equal([201, 201, 409, 409], answer.Items.Select(i => i.Status));
        Assert.Equal(2, host.Stored.Records.Count);
    }

    [Fact]
    public async Task The_same_document_under_the_same_id_counts_once_and_another_one_is_kept_too()
    {
        await using var host = await IngestHost.StartAsync();
        var action = "{\"index\":{\"_index\":\"a\",\"_id\":\"1\"}}\n";
        await host.BulkAsync(action + "{\"message\":\"one\"}\n");

        var answer = await host.BulkAsync(action + "{\"message\":\"one\"}\n" + action + "{\"message\":\"changed\"}\n");

        Assert.Equal([("index", 200, null), ("index", 201, null)], answer.Items);
        Assert.Equal("updated", answer.Item(0).GetProperty("result").GetString());
        Assert.Equal(["one", "changed"], host.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task A_request_that_found_no_room_may_come_again_with_the_same_ids()
    {
        await using var host = await IngestHost.StartAsync();
        host.Stored.IsFull = true;
        Assert.Equal(HttpStatusCode.TooManyRequests, (await host.BulkAsync(Creates)).Status);
        host.Stored.IsFull = false;

        var answer = await host.BulkAsync(Creates);

        Assert.Equal([201, 201], answer.Items.Select(i => i.Status));
        Assert.Equal(2, host.Stored.Records.Count);
    }

    [Fact]
    public async Task Who_brings_what_another_request_is_bringing_waits_for_that()
    {
        await using var host = await IngestHost.StartAsync();
        var gate = new TaskCompletionSource();
        host.Stored.Gate = gate.Task;
        var requests = new[] { host.BulkAsync(Creates), host.BulkAsync(Creates) };

        gate.SetResult();
        var answers = await Task.WhenAll(requests);

        Assert.Equal([201, 201, 409, 409], answers.SelectMany(a => a.Items).Select(i => i.Status).Order());
        Assert.Equal(2, host.Stored.Records.Count);
    }

    [Fact]
    public async Task A_document_whose_other_request_failed_may_be_sent_again()
    {
        using var items = new BulkItems();
        items.Add().Other = Task.FromResult(true);
        items.Add().Other = Task.FromResult(false);
        items[0].Fate = items[1].Fate = ItemFate.Conflict;

        await items.SettleAsync(CancellationToken.None);

        Assert.Equal([ItemFate.Conflict, ItemFate.Overloaded], [items[0].Fate, items[1].Fate]);
    }
}
