using System.Text;
using Monolith.Processing.Redaction.Keys;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Tests.Redaction.Tokens;

public sealed class TokenCacheTests
{
    private readonly TokenCache _cache = new();
    private readonly KeyRing _ring = new([], "one");

    [Fact]
    public void A_token_is_known_by_its_keys_its_kind_and_its_value()
    {
        Add("anna");

        Assert.Equal("token of anna", Find(_ring, TokenKind.User, "anna"));
        Assert.Equal("", Find(_ring, TokenKind.User, "anne"));
        Assert.Equal("", Find(_ring, TokenKind.Email, "anna"));
        Assert.Equal("", Find(new KeyRing([], "two"), TokenKind.User, "anna"));
    }

    [Fact]
    public void A_value_that_is_very_long_is_not_remembered()
    {
        var value = new string('a', 500);

        Add(value);

        Assert.Equal("", Find(_ring, TokenKind.User, value));
    }

    [Fact]
    public void Nothing_is_left_once_it_was_cleared()
    {
        Add("anna");

        _cache.Clear();

        Assert.Equal("", Find(_ring, TokenKind.User, "anna"));
    }

    [Fact]
    public void A_token_is_the_right_one_or_none_while_others_write_and_clear()
    {
        // More than there is room for, so that each takes the place of another one.
        const int values = 300_000;

        Parallel.For(
            0,
            values,
            i =>
            {
                Add($"user-{i}");
                if (i % 100_000 == 0)
                {
                    _cache.Clear();
                }

                var other = $"user-{i * 7919L % values}";
                Assert.Contains(Find(_ring, TokenKind.User, other), new[] { "", $"token of {other}" });
            }
        );
    }

    private void Add(string value) =>
        _cache.Add(_ring, TokenKind.User, Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes($"token of {value}"));

    private string Find(KeyRing ring, TokenKind kind, string value)
    {
        Span<byte> token = stackalloc byte[128];
        return Encoding.UTF8.GetString(token[.._cache.Find(ring, kind, Encoding.UTF8.GetBytes(value), token)]);
    }
}
