using System.Text;
using System.Text.Json;
using Monolith.Platform.Buffers;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Redaction.Detection;

namespace Monolith.Processing.Tests.Redaction.Detection;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("anna@example.com called +14155552671", "email_k1_*  called phone_k1_*")]
    [InlineData("from 203.0.113.7 to 203.0.113.9", "from 203.0.113.0/24~k1_* to 203.0.113.0/24~k1_*")]
    [InlineData("paid with 4111 1111 1111 1111", "paid with **** **** **** 1111")]
    [InlineData("key AKIAIOSFODNN7EXAMPLE", "key [api_key]")]
    [InlineData("amqp://guest:hunter2@rabbit", "amqp://[url]@rabbit")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP", "[jwt:*]")]
    public void What_stands_in_the_place_of_a_value_shows_its_kind_and_not_the_value(string text, string expected)
    {
        var redacted = Some.Redactor().Redacted(text);

        var pattern = System
            .Text.RegularExpressions.Regex.Escape(expected.Replace("*  ", "* "))
            .Replace("_\\*", "_[a-z]+")
            .Replace(":\\*", ":[a-z]+");
        Assert.Matches($"^{pattern}$", redacted);
    }

    [Theory]
    [InlineData("keep", "to anna@example.com.")]
    [InlineData("mask", "to [email].")]
    [InlineData("remove", "to .")]
    [InlineData("partial", "to *@example.com.")]
    [InlineData("encrypt", "to enc_email_k1_AAECAwQFBgcICQoLDA0ODw.")]
    public void Each_kind_is_done_with_as_the_settings_say(string action, string expected)
    {
        var settings = JsonSerializer.Deserialize(
            $$$"""{"actions":{"email":"{{{action}}}"}}""",
            RedactJson.Default.RedactSettings
        );

        var redactor = Some.Redactor(settings);

        Assert.Equal(expected, redactor.Redacted("to anna@example.com."));
    }

    [Fact]
    public void One_value_has_one_token()
    {
        var redacted = Some.Redactor().Redacted("anna@example.com wrote, and so did anna@example.com").Split(' ');

        Assert.Equal(redacted[0], redacted[^1]);
    }

    [Fact]
    public void The_longest_finding_wins_and_leaves_nothing_of_the_others_over()
    {
        Assert.Equal(
            "{\"password\":\"[secret]\"}",
            Some.Redactor().Redacted("{\"password\":\"anna@example.com 4111111111111111\"}")
        );
        Assert.Equal(["email:14155552671@example.com"], Some.Redactor().Found("14155552671@example.com"));
    }

    [Fact]
    public void Values_are_found_one_encoding_deep()
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes("{\"user\":\"anna@example.com\",\"id\":7}"));

        Assert.Equal("state=[email] x", Some.Redactor().Redacted($"state={encoded} x"));
        Assert.Equal("/find?q=[email]&p=2", Some.Redactor().Redacted("/find?q=anna%40example.com&p=2"));
        Assert.Equal("/find?q=a%20b", Some.Redactor().Redacted("/find?q=a%20b"));
    }

    [Fact]
    public void What_was_replaced_is_left_alone_the_next_time()
    {
        var redactor = Some.Redactor();
        foreach (var line in LogCorpus.Make(seed: 3, lines: 2_000))
        {
            var once = redactor.Redacted(line.Text);

            Assert.Equal(once, redactor.Redacted(once));
            Assert.Empty(redactor.Found(once));
        }
    }

    [Fact]
    public void Any_bytes_at_all_are_borne_and_text_stays_text()
    {
        var redactor = Some.Redactor();
        var random = new Random(7);
        var pieces = new[]
        {
            "@",
            "1.2.3.4",
            "::",
            "eyJ",
            "password=",
            "\"",
            "{",
            "%40",
            "+49",
            "-----BEGIN PRIVATE KEY",
            "é",
            "🙂",
            " ",
            "4111111111111111",
            "a@b.co",
            "\\",
            "Cookie:",
            "=",
            "ab:",
        };
        using var scratch = new ScratchBuffer();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes =
                round % 2 == 0
                    ? RandomBytes(random)
                    : Encoding.UTF8.GetBytes(string.Concat(random.GetItems(pieces, random.Next(1, 24))));
            var tally = default(RedactionTally);

            var redacted = redactor.Redact(bytes, default, scratch, ref tally);

            Assert.InRange(redacted.Length, 0, bytes.Length * 20);
            Assert.True(System.Text.Unicode.Utf8.IsValid(redacted.Span) || !System.Text.Unicode.Utf8.IsValid(bytes));
            scratch.Reset();
        }
    }

    [Fact]
    public void Clean_text_is_handed_back_as_it_is_and_costs_no_memory()
    {
        var redactor = Some.Redactor();
        var text = Encoding.UTF8.GetBytes(
            "2026-07-15T10:11:12.123Z GET /orders/4711 took 12.5 ms, trace 4bf92f3577b34da6a3ce929d0e0e4736: ok"
        );
        using var scratch = new ScratchBuffer();
        var tally = default(RedactionTally);

        Assert.Equal(
            0,
            Allocations.LeastOf(
                () => Assert.True(redactor.Redact(text, default, scratch, ref tally).Span == text.AsSpan()),
                times: 1_000
            )
        );
        Assert.Equal(0u, tally.Kinds);
    }

    [Fact]
    public void A_tenants_own_kinds_are_found_by_pattern_word_and_field()
    {
        var redactor = Some.Redactor(
            new()
            {
                Kinds =
                [
                    new()
                    {
                        Name = "roll_no",
                        Pattern = "[A-Z]{2}\\d{6}",
                        Context = ["roll"],
                        Action = RedactAction.Mask,
                    },
                    new()
                    {
                        Name = "nickname",
                        Words = ["Zaphod", "Jürgen"],
                        Action = RedactAction.Mask,
                    },
                    new()
                    {
                        Name = "student",
                        Fields = ["student_id"],
                        Action = RedactAction.Mask,
                    },
                ],
            }
        );

        Assert.Equal("roll no [roll_no] and [roll_no]", redactor.Redacted("roll no AB123456 and AB123456"));
        Assert.Equal("[nickname] and [nickname], not zaphods", redactor.Redacted("zaphod and Jürgen, not zaphods"));
        Assert.Equal("student_id=[student] ok", redactor.Redacted("student_id=4711 ok"));
    }

    [Theory]
    [InlineData("(a")]
    [InlineData("(?=a)b")]
    [InlineData("(a)\\1")]
    public void A_pattern_that_is_wrong_or_could_be_slow_is_refused(string pattern)
    {
        var settings = new RedactSettings { Kinds = [new() { Name = "own", Pattern = pattern }] };

        var refusal = Assert.Throws<StageSettingsException>(() => Some.Redactor(settings));

        Assert.Equal("kinds[0].pattern", refusal.Path);
    }

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[random.Next(0, 300)];
        random.NextBytes(bytes);
        return bytes;
    }
}
