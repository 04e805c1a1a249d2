using Monolith.Platform.Security;
using Monolith.Processing.Redaction.Tokens;
using Monolith.Processing.Tests.Redaction.Keys;

namespace Monolith.Processing.Tests.Redaction.Tokens;

public sealed class SubjectTokensTests
{
    [Theory]
    [InlineData("user_id")]
    [InlineData("enduser.id")]
    [InlineData("username")]
    public void Somebody_is_looked_for_by_the_token_that_stands_for_them(string field)
    {
        using var world = new PrivacyWorld();

        var tokens = world.Get<ISubjectTokens>().Of(TenantId.Default, field, "u-4711");

        Assert.Equal([world.Token(TokenKind.User, "u-4711")], tokens);
    }

    [Fact]
    public async Task After_a_rotation_the_tokens_of_both_keys_are_looked_for()
    {
        using var world = new PrivacyWorld();
        var before = world.Token(TokenKind.User, "u-4711");

        world
            .Rings.Of(TenantId.Default)
            .Take(
                await world.Keys.RotateAsync(
                    TenantId.Default,
                    _ => KeyStoreTests.Entry("1"),
                    TestContext.Current.CancellationToken
                )
            );

        var tokens = world.Get<ISubjectTokens>().Of(TenantId.Default, "user_id", "u-4711");
        Assert.Equal([world.Token(TokenKind.User, "u-4711"), before], tokens);
    }

    [Fact]
    public void A_field_that_names_nobody_and_a_token_itself_are_looked_for_as_they_are()
    {
        using var world = new PrivacyWorld();
        var tokens = world.Get<ISubjectTokens>();

        Assert.Empty(tokens.Of(TenantId.Default, "order.id", "u-4711"));
        Assert.Empty(tokens.Of(TenantId.Default, "user_id", world.Token(TokenKind.User, "u-4711")));
    }
}
