using System.Text;
using System.Text.RegularExpressions;
using Monolith.Platform.Security;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Tests.Redaction.Tokens;

public sealed class ValueProtectorTests
{
    private static readonly TenantId Other = new("other");

    [Fact]
    public void A_token_shows_its_kind_and_its_key_and_nothing_of_the_value()
    {
        using var world = new PrivacyWorld();

        var token = world.Token(TokenKind.Email, "anna@example.com");

        Assert.Matches(new Regex("^email_k1_[a-z2-7]{28}$"), token);
    }

    [Fact]
    public void A_value_has_one_token_however_often_it_comes_and_wherever()
    {
        using var world = new PrivacyWorld();
        using var replica = new PrivacyWorld(world.Folder);

        var token = world.Token(TokenKind.Email, "anna@example.com");

        Assert.Equal(token, world.Token(TokenKind.Email, "anna@example.com"));
        Assert.Equal(token, replica.Token(TokenKind.Email, "anna@example.com"));
    }

    [Fact]
    public void Another_value_another_kind_and_another_tenant_have_other_tokens()
    {
        using var world = new PrivacyWorld();

        string[] tokens =
        [
            world.Token(TokenKind.Email, "anna@example.com"),
            world.Token(TokenKind.Email, "anne@example.com"),
            world.Token(TokenKind.User, "anna@example.com").Replace("user_", "email_", StringComparison.Ordinal),
            world.Token(Other, TokenKind.Email, "anna@example.com"),
        ];

        Assert.Distinct(tokens);
    }

    [Theory]
    [InlineData("email", "Anna@EXAMPLE.com", "anna@example.com")]
    [InlineData("phone", "+49 (0) 171 / 23-45 678", "0049171 2345678")]
    [InlineData("phone", "(555) 010-9999", "555 010 9999")]
    [InlineData("card", "4111 1111 1111 1111", "4111-1111-1111-1111")]
    [InlineData("iban", "de89 3704 0044 0532 0130 00", "DE89370400440532013000")]
    [InlineData("mac", "00:1A:2b:3C:4d:5E", "001a.2b3c.4d5e")]
    [InlineData("ip", "2001:DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData("ip", "::ffff:203.0.113.7", "203.0.113.7")]
    public void The_ways_to_write_a_value_have_one_token(string kind, string one, string other)
    {
        using var world = new PrivacyWorld();

        Assert.Equal(world.Token(TokenKind.Of(kind), one), world.Token(TokenKind.Of(kind), other));
    }

    [Fact]
    public void An_address_keeps_its_network_and_is_told_from_its_neighbours()
    {
        using var world = new PrivacyWorld();

        var one = world.Token(TokenKind.Ip, "203.0.113.7");

        Assert.Matches(new Regex(@"^203\.0\.113\.0/24~k1_[a-z2-7]{8}$"), one);
        Assert.NotEqual(one, world.Token(TokenKind.Ip, "203.0.113.8"));
        Assert.Matches(new Regex("^2001:db8:7::/48~k1_[a-z2-7]{8}$"), world.Token(TokenKind.Ip, "2001:db8:7:1::9"));
    }

    [Theory]
    [InlineData("phone", "none")]
    [InlineData("ip", "999.1.1.1")]
    [InlineData("email", "  ")]
    public void What_is_no_value_of_its_kind_is_covered(string kind, string value)
    {
        using var world = new PrivacyWorld();

        Assert.Equal($"[{kind}]", world.Token(TokenKind.Of(kind), value));
    }

    [Fact]
    public void Without_keys_values_are_covered()
    {
        using var world = new PrivacyWorld(secrets: new NoKeys());

        Assert.Equal("[email]", world.Token(TokenKind.Email, "anna@example.com"));
        Assert.Equal("[email]", world.Encrypted(TokenKind.Email, "anna@example.com"));
    }

    [Fact]
    public void Keys_are_opened_for_a_token_and_not_for_one_that_is_only_expected()
    {
        var secrets = new NoKeys();
        using var world = new PrivacyWorld(secrets: secrets);

        world.Of(TenantId.Default).Expect(TokenKind.User, "anna"u8);
        Assert.Equal(0, secrets.Asked);

        world.Token(TokenKind.User, "anna");
        Assert.Equal(1, secrets.Asked);
    }

    [Fact]
    public void A_value_of_any_length_has_a_token_that_fits()
    {
        using var world = new PrivacyWorld();
        var kind = TokenKind.Of(new string('x', TokenKind.MaxName));

        foreach (var length in new[] { 1, 256, 257, 1024, 1025, 100_000 })
        {
            var value = new string('a', length);
            Assert.Equal(world.Token(kind, value), world.Token(kind, value));
            Assert.NotEqual(world.Token(kind, value), world.Token(kind, value + "b"));
        }
    }

    [Fact]
    public void A_value_that_was_seen_lately_costs_no_memory()
    {
        using var world = new PrivacyWorld();
        var protector = world.Of(TenantId.Default);
        var destination = new byte[protector.MaxTokenLength(TokenKind.Email)];
        var values = Enumerable.Range(0, 1_000).Select(i => Encoding.UTF8.GetBytes($"user{i}@example.com")).ToList();

        Assert.Equal(0, Allocations.LeastOf(Tokenize));

        void Tokenize()
        {
            foreach (var value in values)
            {
                protector.Tokenize(TokenKind.Email, value, destination);
            }
        }
    }

    [Fact]
    public void Many_values_have_no_two_alike_tokens()
    {
        using var world = new PrivacyWorld();

        var tokens = Enumerable.Range(0, 20_000).Select(i => world.Token(TokenKind.User, $"user-{i}")).ToHashSet();

        Assert.Equal(20_000, tokens.Count);
    }

    private sealed class NoKeys : ISecretKeys
    {
        public int Asked { get; private set; }

        public Task<SecretKey> GetWrappingKeyAsync(CancellationToken cancellationToken)
        {
            Asked++;
            throw new SecretKeyUnavailableException("There is none.");
        }
    }
}
