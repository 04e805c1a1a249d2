using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Monolith.Platform.Language;

namespace Monolith.Platform.Tests.Language;

public sealed class PromDurationTests
{
    [Theory]
    [InlineData("0", 0, "0s")]
    [InlineData("0s", 0, "0s")]
    [InlineData("30s", 30_000, "30s")]
    [InlineData("5m", 300_000, "5m")]
    [InlineData("500ms", 500, "500ms")]
    [InlineData("90s", 90_000, "1m30s")]
    [InlineData("1h30m", 5_400_000, "1h30m")]
    [InlineData("4d1h1m1s1ms", 349_261_001, "4d1h1m1s1ms")]
    [InlineData("14d", 1_209_600_000, "2w")]
    [InlineData("90d", 7_776_000_000, "90d")]
    [InlineData("1y", 31_536_000_000, "1y")]
    [InlineData("1y2w", 32_745_600_000, "379d")]
    public void A_duration_is_read_and_written_as_Prometheus_does(string text, long milliseconds, string written)
    {
        Assert.True(PromDuration.TryParse(text, out var duration));

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration.Value);
        Assert.Equal(written, duration.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("s")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("5 m")]
    [InlineData("5m ")]
    [InlineData("1m1h")]
    [InlineData("1m1m")]
    [InlineData("5M")]
    [InlineData("1us")]
    [InlineData("999999999y")]
    [InlineData("9999999999s")]
    public void What_is_no_duration_is_not_read(string? text) => Assert.False(PromDuration.TryParse(text, out _));

    [Fact]
    public void Whatever_is_written_is_read_as_the_same()
    {
        var lengths = Gen.Choose(0, int.MaxValue).Select(n => TimeSpan.FromMilliseconds((long)n * 37));
        foreach (var length in Gen.Sample(lengths, 500))
        {
            var duration = new PromDuration(length);

            Assert.Equal(duration, PromDuration.Parse(duration.ToString()));
        }
    }

    [Fact]
    public void In_JSON_it_is_a_string_and_nothing_may_be_a_number()
    {
        Assert.Equal("\"1h30m\"", JsonSerializer.Serialize(new PromDuration(TimeSpan.FromMinutes(90))));
        Assert.Equal(new PromDuration(TimeSpan.FromMinutes(5)), JsonSerializer.Deserialize<PromDuration>("\"5m\""));
        Assert.Equal(default, JsonSerializer.Deserialize<PromDuration>("0"));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("\"soon\"")]
    [InlineData("{}")]
    public void Other_JSON_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<PromDuration>(json));
}
