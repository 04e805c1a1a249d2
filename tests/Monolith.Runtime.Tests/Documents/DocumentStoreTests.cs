using FsCheck;
using FsCheck.Fluent;
using Monolith.Platform.Documents;

namespace Monolith.Runtime.Tests.Documents;

public sealed class EmbeddedDocumentStoreTests() : DocumentStoreTests(new EmbeddedRuntime());

/// <summary>What a document store promises, whatever it stands on.</summary>
public abstract class DocumentStoreTests : IAsyncDisposable
{
    private const string Kind = "rule";
    private readonly TestRuntime _runtime;
    private readonly ManualTime _clock = new();
    private readonly TestHost _host;

    protected DocumentStoreTests(TestRuntime runtime)
    {
        _runtime = runtime;
        _host = runtime.CreateHost(_clock);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected TestRuntime Runtime => _runtime;

    protected IDocumentStore Store => _host.Documents;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _runtime.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_document_that_was_never_written_is_not_there() =>
        Assert.Null(await Store.GetAsync<Rule>(Kind, "a", Token));

    [Fact]
    public async Task A_document_is_read_as_it_was_written()
    {
        var rule = new Rule("Zu viele Fehler “>5%” 🎯", long.MaxValue);

        await CommitAsync(c => c.Add(Kind, "a", rule));

        var read = await Store.GetAsync<Rule>(Kind, "a", Token);
        Assert.Equal("a", read!.Id);
        Assert.Equal(rule, read.Value);
    }

    [Fact]
    public async Task Kinds_have_ids_of_their_own()
    {
        await CommitAsync(c => c.Add(Kind, "a", new Rule("one")).Add("silence", "a", new Rule("two")));

        Assert.Equal("one", (await Store.GetAsync<Rule>(Kind, "a", Token))!.Value.Name);
        Assert.Equal("two", (await Store.GetAsync<Rule>("silence", "a", Token))!.Value.Name);
    }

    [Fact]
    public async Task A_document_that_is_there_cannot_be_added()
    {
        await CommitAsync(c => c.Add(Kind, "a", new Rule("first")));

        var conflict = await Assert.ThrowsAsync<DocumentConflictException>(() =>
            CommitAsync(c => c.Add(Kind, "a", new Rule("second")))
        );

        Assert.Equal((Kind, "a"), (conflict.Kind, conflict.Id));
        Assert.Equal("first", (await Store.GetAsync<Rule>(Kind, "a", Token))!.Value.Name);
    }

    [Fact]
    public async Task Of_two_who_read_the_same_only_the_first_may_replace()
    {
        await CommitAsync(c => c.Add(Kind, "a", new Rule("0")));
        var read = await Store.GetAsync<Rule>(Kind, "a", Token);

        await CommitAsync(c => c.Replace(Kind, "a", new Rule("1"), read!.ETag));
        await Assert.ThrowsAsync<DocumentConflictException>(() =>
            CommitAsync(c => c.Replace(Kind, "a", new Rule("2"), read!.ETag))
        );

        Assert.Equal("1", (await Store.GetAsync<Rule>(Kind, "a", Token))!.Value.Name);
    }

    [Fact]
    public async Task An_ETag_does_not_come_back_when_a_document_does()
    {
        await CommitAsync(c => c.Add(Kind, "a", new Rule("0")));
        var first = await Store.GetAsync<Rule>(Kind, "a", Token);
        await CommitAsync(c => c.Delete(Kind, "a"));

        await Assert.ThrowsAsync<DocumentConflictException>(() =>
            CommitAsync(c => c.Replace(Kind, "a", new Rule("1"), first!.ETag))
        );
    }

    [Fact]
    public async Task A_removed_document_is_gone_and_may_be_removed_again()
    {
        await CommitAsync(c => c.Add(Kind, "a", new Rule("0")));

        await CommitAsync(c => c.Delete(Kind, "a"));
        await CommitAsync(c => c.Delete(Kind, "a"));

        Assert.Null(await Store.GetAsync<Rule>(Kind, "a", Token));
        Assert.Empty(await ListAsync(10));
    }

    [Fact]
    public async Task A_document_that_was_changed_meanwhile_is_not_removed()
    {
        await CommitAsync(c => c.Add(Kind, "a", new Rule("0")));
        var read = await Store.GetAsync<Rule>(Kind, "a", Token);
        await CommitAsync(c => c.Save(Kind, "a", new Rule("1")));

        await Assert.ThrowsAsync<DocumentConflictException>(() => CommitAsync(c => c.Delete(Kind, "a", read!.ETag)));

        Assert.NotNull(await Store.GetAsync<Rule>(Kind, "a", Token));
    }

    [Fact]
    public async Task A_saved_document_replaces_whatever_was_there()
    {
        await CommitAsync(c => c.Save(Kind, "a", new Rule("0")));
        await CommitAsync(c => c.Save(Kind, "a", new Rule("1")));

        Assert.Equal("1", (await Store.GetAsync<Rule>(Kind, "a", Token))!.Value.Name);
        Assert.Equal(["a"], await ListAsync(10));
    }

    [Fact]
    public async Task Where_one_change_meets_a_conflict_none_is_made()
    {
        await CommitAsync(c => c.Add(Kind, "b", new Rule("0")));

        await Assert.ThrowsAsync<DocumentConflictException>(() =>
            CommitAsync(c =>
                c.Add(Kind, "a", new Rule("1")).Add(Kind, "b", new Rule("1")).Save(Kind, "c", new Rule("1"))
            )
        );

        Assert.Equal(["b"], await ListAsync(10));
        Assert.Equal("0", (await Store.GetAsync<Rule>(Kind, "b", Token))!.Value.Name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Pages_hold_every_document_once(int pageSize)
    {
        var ids = Enumerable.Range(0, 25).Select(i => $"rule-{i}").ToList();
        foreach (var chunk in ids.Chunk(10))
        {
            await CommitAsync(c => Array.ForEach(chunk, id => c.Add(Kind, id, new Rule(id))));
        }

        await CommitAsync(c => c.Add("silence", "x", new Rule("another kind")));

        Assert.Equal(ids.Order(StringComparer.Ordinal), (await ListAsync(pageSize)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_page_has_ETags_that_may_be_written_under()
    {
        await CommitAsync(c => c.Add(Kind, "a", new Rule("0")));
        var page = await Store.ListAsync<Rule>(Kind, 10, cursor: null, Token);

        await CommitAsync(c => c.Replace(Kind, "a", new Rule("1"), page.Documents[0].ETag));

        Assert.Equal("1", (await Store.GetAsync<Rule>(Kind, "a", Token))!.Value.Name);
    }

    [Fact]
    public async Task A_document_is_gone_when_its_time_has_passed_and_may_be_added_again()
    {
        await CommitAsync(c => c.Add(Kind, "a", new Rule("0"), TimeSpan.FromMinutes(1)));
        Assert.Equal(["a"], await ListAsync(10));

        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(await Store.GetAsync<Rule>(Kind, "a", Token));
        Assert.Empty(await ListAsync(10));
        await CommitAsync(c => c.Add(Kind, "a", new Rule("1")));
        Assert.Equal("1", (await Store.GetAsync<Rule>(Kind, "a", Token))!.Value.Name);
    }

    [Fact]
    public async Task A_document_that_is_saved_without_an_end_has_none()
    {
        await CommitAsync(c => c.Add(Kind, "a", new Rule("0"), TimeSpan.FromMinutes(1)));
        await CommitAsync(c => c.Save(Kind, "a", new Rule("1")));

        _clock.Advance(TimeSpan.FromDays(1));

        Assert.NotNull(await Store.GetAsync<Rule>(Kind, "a", Token));
        Assert.Equal(["a"], await ListAsync(10));
    }

    [Fact]
    public async Task What_was_committed_is_there_for_the_next_host()
    {
        await CommitAsync(c => c.Add(Kind, "a", new Rule("0")));
        await _host.DisposeAsync();

        await using var next = _runtime.CreateHost(_clock);

        Assert.NotNull(await next.Documents.GetAsync<Rule>(Kind, "a", Token));
    }

    [Fact]
    public async Task Writers_who_read_again_after_a_conflict_lose_no_change()
    {
        const int Writers = 4;
        const int Changes = 10;
        await CommitAsync(c => c.Add(Kind, "counter", new Rule("0")));

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() => CountAsync(Changes), Token)));

        var counter = await Store.GetAsync<Rule>(Kind, "counter", Token);
        Assert.Equal(Writers * Changes, counter!.Value.Number);
    }

    [Fact]
    public async Task Writers_of_different_documents_do_not_see_each_other()
    {
        var ids = Enumerable.Range(0, 40).Select(i => $"rule-{i}").ToList();

        await Parallel.ForEachAsync(
            ids,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token },
            async (id, _) => await CommitAsync(c => c.Add(Kind, id, new Rule(id)))
        );

        Assert.Equal(ids.Order(StringComparer.Ordinal), (await ListAsync(100)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_many_who_add_the_same_document_one_succeeds()
    {
        var added = 0;

        await Parallel.ForAsync(
            0,
            8,
            Token,
            async (i, _) =>
            {
                try
                {
                    await CommitAsync(c => c.Add(Kind, "a", new Rule($"{i}")));
                    Interlocked.Increment(ref added);
                }
                catch (DocumentConflictException)
                {
                    // Seven of them.
                }
            }
        );

        Assert.Equal(1, added);
    }

    [Fact]
    public void A_store_is_a_dictionary_whatever_happens_to_it()
    {
        var step = from id in Gen.Elements("a", "b", "c") from act in Gen.Choose(0, 4) select (id, act);
        var kind = 0;
        Prop.ForAll(
                step.ListOf(12).ToArbitrary(),
                steps => BehavesLikeADictionaryAsync($"kind-{kind++}", [.. steps]).GetAwaiter().GetResult()
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a||b")]
    [InlineData("a b")]
    [InlineData("ä")]
    public void Names_that_some_store_could_not_keep_are_refused(string name)
    {
        var changes = new DocumentChanges();

        Assert.Throws<ArgumentException>(() => changes.Save(Kind, name, new Rule("")));
        Assert.Throws<ArgumentException>(() => changes.Save(name, "a", new Rule("")));
    }

    [Fact]
    public void A_commit_has_each_document_once()
    {
        var changes = new DocumentChanges().Add(Kind, "a", new Rule(""));

        Assert.Throws<ArgumentException>(() => changes.Delete(Kind, "a"));
    }

    private Task CommitAsync(Action<DocumentChanges> change)
    {
        var changes = new DocumentChanges();
        change(changes);
        return Store.CommitAsync(changes, Token);
    }

    private async Task<List<string>> ListAsync(int pageSize, string kind = Kind)
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Store.ListAsync<Rule>(kind, pageSize, cursor, Token);
            Assert.True(page.Documents.Count <= pageSize);
            ids.AddRange(page.Documents.Select(d => d.Id));
            cursor = page.NextCursor;
        } while (cursor is not null);

        return ids;
    }

    private async Task CountAsync(int changes)
    {
        for (var done = 0; done < changes; )
        {
            var read = await Store.GetAsync<Rule>(Kind, "counter", Token);
            try
            {
                var next = read!.Value with { Number = read.Value.Number + 1 };
                await CommitAsync(c => c.Replace(Kind, "counter", next, read.ETag));
                done++;
            }
            catch (DocumentConflictException)
            {
                // Another writer was quicker: read again.
            }
        }
    }

    private async Task<bool> BehavesLikeADictionaryAsync(string kind, IReadOnlyList<(string Id, int Act)> steps)
    {
        var model = new SortedDictionary<string, Rule>(StringComparer.Ordinal);
        for (var i = 0; i < steps.Count; i++)
        {
            var (id, act) = steps[i];
            var rule = new Rule($"{i}", i);
            var read = await Store.GetAsync<Rule>(kind, id, Token);
            var changes = act switch
            {
                0 => new DocumentChanges().Add(kind, id, rule),
                1 => new DocumentChanges().Save(kind, id, rule),
                2 => new DocumentChanges().Replace(kind, id, rule, read?.ETag ?? "1"),
                3 => new DocumentChanges().Delete(kind, id),
                _ => new DocumentChanges().Delete(kind, id, read?.ETag ?? "1"),
            };
            var isAllowed = act switch
            {
                0 => !model.ContainsKey(id),
                1 or 3 => true,
                _ => model.ContainsKey(id),
            };
            if (await TryCommitAsync(changes) != isAllowed)
            {
                return false;
            }

            if (isAllowed && act < 3)
            {
                model[id] = rule;
            }
            else if (isAllowed)
            {
                model.Remove(id);
            }
        }

        var ids = await ListAsync(2, kind);
        var values = await Task.WhenAll(model.Select(m => Store.GetAsync<Rule>(kind, m.Key, Token)));
        return ids.Order(StringComparer.Ordinal).SequenceEqual(model.Keys, StringComparer.Ordinal)
            && values.Select(v => v!.Value).SequenceEqual(model.Values);
    }

    private async Task<bool> TryCommitAsync(DocumentChanges changes)
    {
        try
        {
            await Store.CommitAsync(changes, Token);
            return true;
        }
        catch (DocumentConflictException)
        {
            return false;
        }
    }

    private sealed record Rule(string Name, long Number = 0);
}
