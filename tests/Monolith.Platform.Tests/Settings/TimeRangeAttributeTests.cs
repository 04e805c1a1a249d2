using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Platform.Tests.Settings;

public sealed class TimeRangeAttributeTests
{
    [Theory]
    [InlineData("00:00:00.5", false)]
    [InlineData("00:00:00.9999999", false)]
    [InlineData("00:00:01", true)]
    [InlineData("00:05:00", true)]
    [InlineData("1.00:00:00", true)]
    [InlineData("1.00:00:00.0000001", false)]
    [InlineData("-00:00:01", false)]
    public void A_time_is_valid_from_the_shortest_to_the_longest(string time, bool expected) =>
        Assert.Equal(expected, new TimeRangeAttribute("00:00:01", "1.00:00:00").IsValid(TimeSpan.Parse(time)));

    [Fact]
    public void No_time_is_valid_and_what_is_no_time_is_not()
    {
        var range = new TimeRangeAttribute("00:00:01", "00:10:00");

        Assert.True(range.IsValid(null));
        Assert.False(range.IsValid("00:00:02"));
        Assert.False(range.IsValid(2));
    }

    [Fact]
    public void A_setting_out_of_its_range_is_named_with_its_bounds()
    {
        var settings = new Some { Wait = TimeSpan.FromMinutes(11) };
        var wrong = new List<ValidationResult>();

        Validator.TryValidateObject(settings, new ValidationContext(settings), wrong, validateAllProperties: true);

        var result = Assert.Single(wrong);
        Assert.Equal("The field Wait must be between 00:00:01 and 00:10:00.", result.ErrorMessage);
        Assert.Equal([nameof(Some.Wait)], result.MemberNames);
    }

    [Fact]
    public void It_says_the_same_as_the_range_of_the_runtime()
    {
        var theirs = new RangeAttribute(typeof(TimeSpan), "00:00:00.100", "3650.00:00:00");

        Assert.False(theirs.IsValid(TimeSpan.Zero));
        Assert.Equal(
            theirs.FormatErrorMessage("Wait"),
            new TimeRangeAttribute("00:00:00.100", "3650.00:00:00").FormatErrorMessage("Wait")
        );
    }

    [Theory]
    [InlineData("soon", "00:10:00")]
    [InlineData("00:00:01", "")]
    public void A_bound_that_is_no_time_is_refused_at_once(string shortest, string longest) =>
        Assert.Throws<FormatException>(() => new TimeRangeAttribute(shortest, longest));

    [Fact]
    public void Bounds_the_wrong_way_round_are_refused_at_once() =>
        Assert.Throws<ArgumentException>(() => new TimeRangeAttribute("00:10:00", "00:00:01"));

    /// <summary>With the attribute of the runtime, one of the threads threw within a third of a second in each of three runs.</summary>
    [Fact]
    public async Task Several_threads_may_be_the_first_to_ask()
    {
        const int Threads = 2; // more than cores would take turns
        var ranges = Enumerable.Range(0, 100_000).Select(_ => new TimeRangeAttribute("00:00:01", "00:10:00")).ToList();
        using var start = new Barrier(Threads);

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => OnItsOwnThread(AskAll)));

        void AskAll()
        {
            try
            {
                foreach (var range in ranges)
                {
                    start.SignalAndWait();
                    Assert.True(range.IsValid(TimeSpan.FromMinutes(1)));
                    Assert.False(range.IsValid(TimeSpan.Zero));
                }
            }
            finally
            {
                // The others must not wait for a thread that failed.
                start.RemoveParticipant();
            }
        }
    }

    private static Task OnItsOwnThread(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private sealed record Some
    {
        [TimeRange("00:00:01", "00:10:00")]
        public TimeSpan Wait { get; init; }
    }
}
