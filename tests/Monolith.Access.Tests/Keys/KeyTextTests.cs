using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Monolith.Access.Keys;

namespace Monolith.Access.Tests.Keys;

public sealed class KeyTextTests
{
    [Fact]
    public void A_key_begins_with_its_mark_and_its_id()
    {
        var (id, key) = KeyText.Make();

        Assert.StartsWith($"mk_{id}_", key, StringComparison.Ordinal);
        Assert.Matches(
            new Regex("^mk_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$", RegexOptions.None, TimeSpan.FromSeconds(1)),
            key
        );
        Assert.True(KeyText.IsKey(key));
    }

    [Fact]
    public void No_two_keys_are_the_same() =>
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(_ => KeyText.Make().Key).Distinct().Count());

    [Fact]
    public void A_slip_of_the_pen_anywhere_is_seen()
    {
        var (_, key) = KeyText.Make();

        for (var i = 0; i < key.Length; i++)
        {
            var slip = key.Remove(i, 1).Insert(i, key[i] == 'x' ? "y" : "x");
            Assert.False(KeyText.IsKey(slip), slip);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("mk_")]
    [InlineData("the-key-for-admins")]
    [InlineData("mk_000000000000_0000000000000000000000000000000000000000000000000")]
    [InlineData("mk_00000000000é_0000000000000000000000000000000000000000000000000")]
    public void What_does_not_look_like_a_key_is_none(string text) => Assert.False(KeyText.IsKey(text));

    [Fact]
    public void The_hash_is_the_SHA_256_of_the_whole_key()
    {
        var (_, key) = KeyText.Make();

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))), NewKey.HashOf(key));
    }
}
