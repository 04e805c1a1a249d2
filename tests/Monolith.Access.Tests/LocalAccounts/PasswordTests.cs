using Monolith.Access.LocalAccounts;

namespace Monolith.Access.Tests.LocalAccounts;

public sealed class PasswordTests
{
    private const string Password = "a horse of another colour";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_password_is_known_again_and_another_is_not()
    {
        using var hasher = new PasswordHasher(iterations: 1_000);

        var kept = await hasher.MakeAsync(Password, Stop);

        Assert.StartsWith("$pbkdf2-sha512$i=1000$", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", kept, StringComparison.Ordinal);
        Assert.True(await hasher.IsAsync(kept, Password, Stop));
        Assert.False(await hasher.IsAsync(kept, Password + " ", Stop));
        Assert.False(await hasher.IsAsync(kept, "", Stop));
    }

    [Fact]
    public async Task The_same_password_is_kept_in_another_form_each_time()
    {
        using var hasher = new PasswordHasher(iterations: 1_000);

        Assert.NotEqual(await hasher.MakeAsync(Password, Stop), await hasher.MakeAsync(Password, Stop));
    }

    // Python: hashlib.pbkdf2_hmac('sha512', b'a horse of another colour', b'0123456789abcdef', 1000)
    [Fact]
    public async Task What_is_kept_is_what_others_compute()
    {
        using var hasher = new PasswordHasher();
        const string Kept =
            "$pbkdf2-sha512$i=1000$MDEyMzQ1Njc4OWFiY2RlZg==$"
            + "Re9PvNetJrA5x/sYOCARitLvjCYz83A3YkeDMOk9AD/g150OiM/TSunJ9aU+MJV9OUc5rz3nwVkupUFTfPZ3qg==";

        Assert.True(await hasher.IsAsync(Kept, Password, Stop));
        Assert.True(hasher.IsOutdated(Kept));
    }

    [Fact]
    public async Task The_work_is_what_is_recommended_and_known_from_what_is_kept()
    {
        using var hasher = new PasswordHasher();

        var kept = await hasher.MakeAsync(Password, Stop);

        Assert.Contains("$i=210000$", kept, StringComparison.Ordinal);
        Assert.False(hasher.IsOutdated(kept));
    }

    [Fact]
    public async Task Where_nothing_is_kept_the_work_is_done_all_the_same()
    {
        using var hasher = new PasswordHasher(iterations: 1_000);

        Assert.False(await hasher.IsAsync(kept: null, Password, Stop));
        Assert.Equal(1, hasher.Runs);
    }

    [Theory]
    [InlineData("elevenchars")]
    [InlineData("")]
    [InlineData("passwordpassword")]
    [InlineData("Password123456!")]
    [InlineData("qwertyuiop12")]
    [InlineData("123456789012")]
    [InlineData("987654321098")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("abababababababab")]
    [InlineData("anna.meier12")]
    [InlineData("Anna Meier 1!")]
    [InlineData("anna.meier@example.org")]
    public void What_is_tried_first_is_no_password(string password) =>
        Assert.NotNull(PasswordRules.ProblemOf(password, "anna.meier@example.org", "Anna Meier"));

    [Theory]
    [InlineData("twelve chars")]
    [InlineData("a horse of another colour")]
    [InlineData("Anna Meier rides a horse")]
    [InlineData("пароль из многих букв")]
    public void A_long_one_of_whatever_letters_is(string password) =>
        Assert.Null(PasswordRules.ProblemOf(password, "anna.meier@example.org", "Anna Meier"));

    [Fact]
    public void No_password_is_longer_than_the_work_is_worth() =>
        Assert.NotNull(PasswordRules.ProblemOf(string.Concat(Enumerable.Repeat("a1b2c3d4", 33))));
}
