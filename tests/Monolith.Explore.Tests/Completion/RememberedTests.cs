using Monolith.Explore.Sql;

namespace Monolith.Explore.Tests.Completion;

public sealed class RememberedTests
{
    private readonly VirtualTime _clock = new();
    private readonly Remembered<string, int> _remembered;

    public RememberedTests() => _remembered = new(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(10), 2, _clock);

    [Fact]
    public async Task What_was_found_just_now_is_not_looked_for_again()
    {
        Assert.Equal(1, await AskAsync(() => Task.FromResult(1)));
        Assert.Equal(1, await AskAsync(() => Task.FromResult(2)));
    }

    [Fact]
    public async Task What_is_older_is_handed_out_while_it_is_found_anew()
    {
        _ = await AskAsync(() => Task.FromResult(1));
        _clock.Advance(TimeSpan.FromSeconds(11));
        var slow = new TaskCompletionSource<int>();

        Assert.Equal(1, await AskAsync(() => slow.Task));
        Assert.Equal(1, await AskAsync(() => throw new InvalidOperationException("It is being found already.")));
        slow.SetResult(2);

        await Eventually.HoldsAsync(
            async () => await AskAsync(() => Task.FromResult(3)) == 2,
            "the new one is in its place"
        );
    }

    [Fact]
    public async Task What_cannot_be_had_anew_stays_as_it_was_and_is_tried_again()
    {
        _ = await AskAsync(() => Task.FromResult(1));
        _clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(1, await AskAsync(() => Task.FromException<int>(new InvalidOperationException("Not now."))));

        await Eventually.HoldsAsync(
            async () => await AskAsync(() => Task.FromResult(2)) == 2,
            "a later attempt has found it"
        );
    }

    [Fact]
    public async Task What_is_very_old_is_waited_for()
    {
        _ = await AskAsync(() => Task.FromResult(1));
        _clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal(2, await AskAsync(() => Task.FromResult(2)));
    }

    [Fact]
    public async Task A_failure_is_not_remembered()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            AskAsync(() => Task.FromException<int>(new InvalidOperationException("Not now.")))
        );

        Assert.Equal(2, await AskAsync(() => Task.FromResult(2)));
    }

    [Fact]
    public async Task Who_would_have_to_wait_gets_what_a_glance_finds_and_all_of_it_follows()
    {
        var slow = new TaskCompletionSource<int>();

        Assert.Equal(1, await _remembered.GetAsync("key", () => slow.Task, () => Task.FromResult(1)));
        Assert.Equal(1, await AskAsync(() => throw new InvalidOperationException("It is being found already.")));
        slow.SetResult(2);

        await Eventually.HoldsAsync(
            async () => await AskAsync(() => Task.FromResult(3)) == 2,
            "all of it is in the glance's place"
        );
    }

    [Fact]
    public async Task A_glance_that_fails_is_not_remembered()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _remembered.GetAsync(
                "key",
                () => Task.FromException<int>(new InvalidOperationException("Not now.")),
                () => Task.FromException<int>(new InvalidOperationException("Not now."))
            )
        );

        Assert.Equal(2, await AskAsync(() => Task.FromResult(2)));
    }

    private Task<int> AskAsync(Func<Task<int>> find) => _remembered.GetAsync("key", find);
}
