using System.Text;
using Monolith.Access.LocalAccounts;

namespace Monolith.Access.Tests.LocalAccounts;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    // RFC 6238, appendix B, the rows of SHA-1.
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Codes_are_those_of_the_specification(long unixSeconds, string code)
    {
        var step = Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(unixSeconds));

        Assert.Equal(code, Totp.Code(Secret, step, digits: 8));
        Assert.Equal(code[2..], Totp.Code(Secret, step));
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_clock_may_be_one_step_off(int steps, bool isMatch)
    {
        var now = Totp.StepAt(ManualTime.Start);

        var match = Totp.Match(Secret, Totp.Code(Secret, now + steps), ManualTime.Start, lastStep: 0);

        Assert.Equal(isMatch ? now + steps : null, match);
    }

    [Fact]
    public void A_code_is_used_once_and_none_before_it_afterwards()
    {
        var now = Totp.StepAt(ManualTime.Start);

        Assert.Null(Totp.Match(Secret, Totp.Code(Secret, now), ManualTime.Start, lastStep: now));
        Assert.Null(Totp.Match(Secret, Totp.Code(Secret, now - 1), ManualTime.Start, lastStep: now));
        Assert.Equal(now + 1, Totp.Match(Secret, Totp.Code(Secret, now + 1), ManualTime.Start, lastStep: now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("0000000")]
    [InlineData("abcdef")]
    public void What_is_no_code_matches_nothing(string code) =>
        Assert.Null(Totp.Match(Secret, code, ManualTime.Start, lastStep: 0));

    [Fact]
    public void A_phone_is_shown_the_secret_in_the_form_that_apps_know() =>
        Assert.Equal(
            "otpauth://totp/Monolith:anna%2Blogs%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Monolith",
            Totp.Address(Secret, "anna+logs@example.org")
        );

    // RFC 4648, section 10.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Bytes_become_the_letters_of_the_specification(string bytes, string text) =>
        Assert.Equal(text, Base32.Encode(Encoding.ASCII.GetBytes(bytes)));

    [Fact]
    public void Recovery_codes_are_read_however_they_are_typed()
    {
        var codes = RecoveryCodes.New();

        Assert.Equal(10, codes.Distinct(StringComparer.Ordinal).Count());
        Assert.All(codes, code => Assert.Matches("^[a-z2-7]{4}(-[a-z2-7]{4}){3}$", code));
        Assert.Equal(
            RecoveryCodes.HashOf(codes[0]),
            RecoveryCodes.HashOf($" {codes[0].Replace("-", "", StringComparison.Ordinal).ToUpperInvariant()} ")
        );
    }
}
