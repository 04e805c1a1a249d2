using System.Text.Json;
using Monolith.Platform.Dapr;
using Monolith.Platform.Documents;

namespace Monolith.Runtime.Tests.Documents;

/// <summary>What a commit comes to, given what a store holds.</summary>
public sealed class DaprCommitTests
{
    private static readonly DateTimeOffset Now = ManualTime.Start;

    [Fact]
    public void A_commit_whose_answer_was_lost_is_recognised_by_what_it_wrote()
    {
        var commit = Commit("me", new DocumentChanges().Save("rule", "a", 1));

        Assert.True(commit.IsIn(Holding(Document("rule", "a", "me", "7"))));
        Assert.False(commit.IsIn(Holding(Document("rule", "a", "another", "7"))));
        Assert.False(commit.IsIn(Holding()));
    }

    [Fact]
    public void Replacing_a_document_leaves_the_index_alone()
    {
        var commit = Commit("me", new DocumentChanges().Save("rule", "a", 1));
        var shard = DocumentIndex.Key("rule", DocumentIndex.ShardOf("a"));
        var index = Item(shard, new IndexShard(new() { ["a"] = null }), "another", "3");

        Assert.Single(commit.Plan(Holding(Document("rule", "a", "another", "7"), index), Now));
        Assert.Equal(2, commit.Plan(Holding(), Now).Count);
    }

    [Fact]
    public void Removing_what_is_not_there_takes_no_transaction() =>
        Assert.Empty(Commit("me", new DocumentChanges().Delete("rule", "a")).Plan(Holding(), Now));

    [Fact]
    public void Ids_are_spread_over_all_shards()
    {
        var shards = Enumerable.Range(0, 3200).CountBy(i => DocumentIndex.ShardOf($"rule-{i}")).ToList();

        Assert.Equal(DocumentIndex.Shards, shards.Count);
        Assert.All(shards, shard => Assert.InRange(shard.Value, 50, 200));
    }

    private static DaprCommit Commit(string id, DocumentChanges changes) => new(changes.Documents, id);

    private static Dictionary<string, BulkStateItem> Holding(params BulkStateItem[] items) =>
        items.ToDictionary(i => i.Key, StringComparer.Ordinal);

    private static BulkStateItem Document(string kind, string id, string commit, string etag) =>
        Item(DocumentKey.Of(kind, id), 0, commit, etag);

    private static BulkStateItem Item<T>(string key, T value, string commit, string etag)
    {
        var stored = new StoredDocument(
            JsonSerializer.SerializeToElement(value, JsonSerializerOptions.Web),
            commit,
            ExpiresAt: null
        );
        return new BulkStateItem(key, JsonSerializer.SerializeToElement(stored.Write()), etag);
    }
}
