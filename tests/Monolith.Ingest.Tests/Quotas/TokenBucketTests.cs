using Monolith.Ingest.Quotas;

namespace Monolith.Ingest.Tests.Quotas;

public sealed class TokenBucketTests
{
    private readonly VirtualTime _clock = new();

    [Fact]
    public void A_new_bucket_is_full()
    {
        var bucket = Bucket();

        Assert.True(bucket.IsFull);
        Assert.Equal(TimeSpan.Zero, bucket.Wait);
    }

    [Fact]
    public void What_was_saved_up_can_be_taken_at_once_and_then_a_token_has_to_come()
    {
        var bucket = Bucket();

        bucket.Take(1000);

        Assert.Equal(TimeSpan.FromMilliseconds(10), bucket.Wait);
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(TimeSpan.Zero, bucket.Wait);
    }

    [Fact]
    public void What_is_taken_beyond_the_bound_is_owed_until_so_much_has_come()
    {
        var bucket = Bucket();

        bucket.Take(3000);

        Assert.Equal(TimeSpan.FromSeconds(20.01), bucket.Wait);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.FromSeconds(0.01), bucket.Wait);
    }

    [Fact]
    public void A_long_rest_saves_up_no_more_than_the_bound()
    {
        var bucket = Bucket();
        _clock.Advance(TimeSpan.FromHours(1));

        bucket.Take(1000);

        Assert.Equal(TimeSpan.FromMilliseconds(10), bucket.Wait);
    }

    [Fact]
    public void What_is_given_back_can_be_taken_again_but_never_more_than_the_bound()
    {
        var bucket = Bucket();
        bucket.Take(1500);

        bucket.Take(-1500);
        bucket.Take(-1500);
        bucket.Take(1000);

        Assert.Equal(TimeSpan.FromMilliseconds(10), bucket.Wait);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(7, 250)]
    [InlineData(1000, 5000)]
    public void However_large_the_requests_the_rate_holds(int smallest, int largest)
    {
        var bucket = Bucket();
        var random = new Random(17);
        var taken = 0L;
        var last = 0;

        for (var i = 0; i < 36_000; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            while (bucket.Wait == TimeSpan.Zero)
            {
                last = random.Next(smallest, largest);
                bucket.Take(last);
                taken += last;
            }
        }

        Assert.InRange(taken, 3600 * 100L, 3600 * 100L + 1000 + largest);
    }

    // 100 tokens a second, 1,000 at most.
    private TokenBucket Bucket() => new(100, TimeSpan.FromSeconds(10), _clock);
}
