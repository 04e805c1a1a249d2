using System.Text;
using Monolith.Platform.ClickHouse;

namespace Monolith.Platform.Tests.ClickHouse;

public sealed class ResultStreamTests
{
    private const string Tag = "abcdefghijklmnop";
    private const string Message =
        "Code: 395. DB::Exception: Value is wrong: while executing. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)\n";

    private static readonly string Frame =
        $"\r\n__exception__\r\n{Tag}\r\n{Message}{Message.Length} {Tag}\r\n__exception__\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(100_000)]
    public async Task The_data_before_an_error_is_given_and_then_the_error(int chunk)
    {
        await using var stream = new ResultStream(Answer("one\r\ntwo\r\n__exception__\r\nthree" + Frame, chunk), Tag);
        using var received = new MemoryStream();

        var error = await Assert.ThrowsAsync<ClickHouseException>(() => stream.CopyToAsync(received));

        Assert.Equal("one\r\ntwo\r\n__exception__\r\nthree", Encoding.UTF8.GetString(received.ToArray()));
        Assert.Equal(395, error.Code);
        Assert.Equal("FUNCTION_THROW_IF_VALUE_IS_NON_ZERO", error.Name);
        Assert.StartsWith("Value is wrong: while executing.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task An_error_is_read_although_the_connection_breaks_behind_it(int chunk)
    {
        await using var stream = new ResultStream(Answer("data" + Frame, chunk, breaks: true), Tag);

        var error = await Assert.ThrowsAsync<ClickHouseException>(() => stream.CopyToAsync(Stream.Null));

        Assert.Equal(395, error.Code);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_an_error_worth_another_try()
    {
        await using var stream = new ResultStream(Answer("half a row", 3, breaks: true), Tag);

        var error = await Assert.ThrowsAsync<ClickHouseException>(() => stream.CopyToAsync(Stream.Null));

        Assert.Equal(0, error.Code);
        Assert.True(error.IsRetriable);
    }

    [Theory]
    [InlineData("")]
    [InlineData("data")]
    [InlineData("data\r\n__exception__\r\nabcdefghijklmno")]
    [InlineData("\r\n__exception__\r\nzzzzzzzzzzzzzzzz\r\n")]
    public async Task What_only_looks_like_an_error_is_data(string data)
    {
        await using var stream = new ResultStream(Answer(data, 5), Tag);
        using var received = new MemoryStream();

        await stream.CopyToAsync(received);

        Assert.Equal(data, Encoding.UTF8.GetString(received.ToArray()));
    }

    [Fact]
    public async Task An_answer_without_a_tag_is_given_as_it_is()
    {
        await using var stream = new ResultStream(Answer("data" + Frame, 10), tag: null);
        using var received = new MemoryStream();

        await stream.CopyToAsync(received);

        Assert.Equal("data" + Frame, Encoding.UTF8.GetString(received.ToArray()));
    }

    private static ChunkedAnswer Answer(string text, int chunk, bool breaks = false) =>
        new(Encoding.UTF8.GetBytes(text), chunk, breaks);

    /// <summary>Gives a few bytes at a time, and may break at the end as a connection does.</summary>
    private sealed class ChunkedAnswer(byte[] bytes, int chunk, bool breaks) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            breaks && Position == Length
                ? throw new HttpIOException(HttpRequestError.ResponseEnded)
                : base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }
}
