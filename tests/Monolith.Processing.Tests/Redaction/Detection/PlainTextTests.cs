using System.Text;
using System.Text.Json;
using Monolith.Processing.Redaction.Detection;

namespace Monolith.Processing.Tests.Redaction.Detection;

public sealed class PlainTextTests
{
    private const int Texts = 300_000;

    // All countries' numbers are looked for: what is plain is so under every rule.
    private static readonly Redactor Strict = Some.Redactor(
        JsonSerializer.Deserialize(
            """{"national_ids":["us","br","ca","es","in","nl","pl"]}""",
            RedactJson.Default.RedactSettings
        )
    );

    [Theory]
    [InlineData("production")]
    [InlineData("node-1")]
    [InlineData("2026.3.1")]
    [InlineData("178.94")]
    [InlineData("5464265")]
    [InlineData("123456789")]
    [InlineData("3fa9c21a4878677bc06e7afb")]
    [InlineData("req-64ddcf5a647dd325")]
    [InlineData("0af7651916cd43dd8448eb211c80319c")]
    [InlineData("9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d")]
    public void What_most_values_are_is_plain(string text) => Assert.True(IsPlain(text));

    [Theory]
    [InlineData("a@b.co")]
    [InlineData("1.2.3.4")]
    [InlineData("1234567890")]
    [InlineData("pwd=hunter2")]
    [InlineData("4111111111111111")]
    [InlineData("5105105105105100a")]
    [InlineData("4111-1111-1111-1111")]
    [InlineData("be68539007547034")]
    [InlineData("id-be68539007547034")]
    [InlineData("glpat-0123456789abcdef0123")]
    [InlineData("xapp-a123456789abcdef0123")]
    [InlineData("glrt-a123456789abcdef0123")]
    [InlineData("be685390-0754-7034-aaaa-0123456789ab")]
    [InlineData("12345678-1234-1234-1234-123456789012")]
    [InlineData("9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6D")]
    [InlineData("9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcbé")]
    [InlineData("the order was shipped")]
    public void What_may_hold_something_is_not(string text) => Assert.False(IsPlain(text));

    [Fact]
    public void Digits_under_the_name_of_a_telephone_are_not() =>
        Assert.False(PlainText.Is("5464265"u8, NameTraits.Of("phone"u8, DetectionRules.Usual.Fields)));

    [Theory]
    [InlineData("0123456789abcdef", "")]
    [InlineData("0123456789abcdef-", "")]
    [InlineData("0123456789", "0123456789abcdef")]
    [InlineData("0123456789.-", "")]
    [InlineData("0123456789.+-() ", "")]
    [InlineData("0123456789:abf", "")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789-_.", "")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "")]
    [InlineData("a@.:=%><;&\"'/0 b", "")]
    [InlineData("é0a.\0\n", "")]
    public void Nothing_is_found_in_what_is_plain(string letters, string end)
    {
        var random = new Random(11);
        string[] words = ["", "", "req-", "id_", "glpat-", "xoxb-", "hf_", "be68", "ad12", "ord-", "sk-", "+", "1-"];
        string[] names = ["", "id", "order.count", "ssn", "card", "bsn", "passport"];
        var plain = 0;
        for (var i = 0; i < Texts; i++)
        {
            var text = words[random.Next(words.Length)] + Letters(letters) + (end.Length > 0 ? Letters(end) : "");
            text = random.Next(4) == 0 && text.Length >= 32 ? AsUuid(text) : text;
            var name = names[random.Next(names.Length)];
            var traits = NameTraits.Of(Encoding.UTF8.GetBytes(name), Strict.Rules.Fields);
            if (text.Length >= Redactor.Shortest && PlainText.Is(Encoding.UTF8.GetBytes(text), traits))
            {
                plain++;
                Assert.True(Strict.Found(text, name).Count == 0, $"{name}: {text}");
            }
        }

        Assert.InRange(plain, 1, Texts);

        string Letters(string of)
        {
            var made = new StringBuilder();
            for (var left = random.Next(36); left > 0; left--)
            {
                made.Append(of[random.Next(of.Length)]);
            }

            return made.ToString();
        }

        static string AsUuid(string text) => $"{text[..8]}-{text[8..12]}-{text[12..16]}-{text[16..20]}-{text[20..32]}";
    }

    [Fact]
    public void What_a_tenant_looks_for_itself_is_found_in_plain_texts_too()
    {
        var redactor = Some.Redactor(
            new()
            {
                Kinds =
                [
                    new()
                    {
                        Name = "student",
                        Pattern = "st[0-9]{4}",
                        Action = RedactAction.Mask,
                    },
                ],
            }
        );

        Assert.Equal("[student]", redactor.Redacted("st4711"));
    }

    private static bool IsPlain(string text) => PlainText.Is(Encoding.UTF8.GetBytes(text));
}
