namespace Monolith.Storage.Tests.Writing;

/// <summary>Time stands still in these tests: a commit that returns has not waited.</summary>
public sealed class CoalescingTests
{
    private static readonly TimeSpan Window = new StorageOptions().CoalesceFor;

    private readonly VirtualTime _time = new();

    [Fact]
    public async Task A_lone_writer_never_waits()
    {
        await using var host = new WriterHost(clock: _time);

        for (var i = 0; i < 5; i++)
        {
            await CommitAsync(host);
        }

        Assert.Equal(5, host.Frames().Count);
    }

    [Fact]
    public async Task Small_batches_that_arrive_within_the_window_are_one_frame()
    {
        await using var host = await AfterThreeTogetherAsync();

        var waiting = Task.WhenAll(CommitAsync(host), CommitAsync(host));
        await Eventually.HoldsAsync(() => _time.Waiting == 1, "the window is open");
        _time.Advance(Window - TimeSpan.FromTicks(1));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        await waiting;

        Assert.Equal([3, 2], host.Frames().Select(f => f.Rows));
    }

    [Fact]
    public async Task Nobody_waits_once_as_many_have_come_as_were_under_way_at_once_before()
    {
        await using var host = await AfterThreeTogetherAsync();

        await Task.WhenAll(CommitAsync(host), CommitAsync(host), CommitAsync(host));

        Assert.Equal([3, 3], host.Frames().Select(f => f.Rows));
    }

    [Fact]
    public async Task Who_was_left_alone_waits_once_in_vain()
    {
        await using var host = await AfterThreeTogetherAsync();
        var first = CommitAsync(host);
        await Eventually.HoldsAsync(() => _time.Waiting == 1, "the window is open");
        _time.Advance(Window);
        await first;

        await CommitAsync(host);

        Assert.Equal([3, 1, 1], host.Frames().Select(f => f.Rows));
    }

    [Fact]
    public async Task A_large_batch_does_not_wait_and_takes_along_those_who_do()
    {
        await using var host = await AfterThreeTogetherAsync();

        var small = CommitAsync(host);
        await Eventually.HoldsAsync(() => _time.Waiting == 1, "the window is open");
        await CommitAsync(host, rows: 2000);
        await small;

        Assert.Equal([3, 2000, 1], host.Frames().Select(f => f.Rows));
    }

    [Fact]
    public async Task A_host_that_stops_commits_what_waits()
    {
        var host = await AfterThreeTogetherAsync();
        var waiting = CommitAsync(host);
        await Eventually.HoldsAsync(() => _time.Waiting == 1, "the window is open");

        await host.DisposeAsync();

        await waiting;
    }

    [Fact]
    public async Task A_window_of_zero_is_none()
    {
        await using var host = await AfterThreeTogetherAsync(new StorageOptions { CoalesceFor = TimeSpan.Zero });

        await CommitAsync(host);

        Assert.Equal([3, 1], host.Frames().Select(f => f.Rows));
    }

    private async Task<WriterHost> AfterThreeTogetherAsync(StorageOptions? options = null)
    {
        var host = new WriterHost(options, _time, start: false);
        var waiting = Enumerable.Range(0, 3).Select(_ => CommitAsync(host)).ToList();
        host.Start();
        await Task.WhenAll(waiting);
        return host;
    }

    private static async Task CommitAsync(WriterHost host, int rows = 1)
    {
        using var batch = host.Open();
        for (var i = 0; i < rows; i++)
        {
            batch.Append(Some.LogRecord());
        }

        await batch.CommitAsync(CancellationToken.None);
    }
}
