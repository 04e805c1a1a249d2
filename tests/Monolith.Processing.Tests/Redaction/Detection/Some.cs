using System.Text;
using Microsoft.Extensions.Options;
using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Processing.Redaction.Detection;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Tests.Redaction.Detection;

/// <summary>Redactors and texts for the tests of detection.</summary>
internal static class Some
{
    /// <summary>Stands a value of a kind in by the kind and what the value hashes to: always the same.</summary>
    public static Redactor Redactor(RedactSettings? settings = null) =>
        new(RedactRules.Read(settings ?? new RedactSettings(), new RedactionOptions()), new PlainProtector());

    /// <summary>The redactors of all tenants, by the usual rules but for what the options say.</summary>
    public static Redactors Redactors(RedactionOptions? options = null) =>
        new(new PlainProtectors(), Options.Create(options ?? new RedactionOptions()));

    /// <summary>What becomes of a text.</summary>
    public static string Redacted(this Redactor redactor, string text, string name = "")
    {
        using var scratch = new ScratchBuffer();
        var tally = default(RedactionTally);
        var bytes = Encoding.UTF8.GetBytes(text);
        return Encoding.UTF8.GetString(redactor.Redact(bytes, Encoding.UTF8.GetBytes(name), scratch, ref tally).Span);
    }

    /// <summary>What is found in a text: <c>email:anna@example.com</c>.</summary>
    public static IReadOnlyList<string> Found(this Redactor redactor, string text, string name = "")
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var findings = new FindingList();
        redactor.Find(bytes, Encoding.UTF8.GetBytes(name), findings);
        var found = new List<string>();
        foreach (var finding in findings.Items)
        {
            var value = Encoding.UTF8.GetString(bytes.AsSpan(finding.Start, finding.Length));
            found.Add($"{redactor.Rules.TokenOf(finding.Kind)}:{value}");
        }

        return found;
    }

    private sealed class PlainProtectors : IValueProtectors
    {
        public IValueProtector Of(TenantId tenant) => new PlainProtector();
    }

    private sealed class PlainProtector : IValueProtector
    {
        public int MaxTokenLength(TokenKind kind) => 96;

        public int MaxCiphertextLength(TokenKind kind, int valueLength) => 96;

        public void Expect(TokenKind kind, ReadOnlySpan<byte> value) { }

        public int Tokenize(TokenKind kind, ReadOnlySpan<byte> value, Span<byte> destination)
        {
            var hash = 2166136261u;
            foreach (var next in value)
            {
                hash = (hash ^ next) * 16777619;
            }

            var letters = $"{hash:x8}".Select(c => (char)(c < 'a' ? c - '0' + 'g' : c)).ToArray();
            var token =
                kind == TokenKind.Ip
                    ? $"{(value.Contains((byte)':') ? "2001:db8::/48" : "203.0.113.0/24")}~k1_{new string(letters)}"
                    : $"{kind}_k1_{new string(letters)}";
            return Encoding.UTF8.GetBytes(token, destination);
        }

        public int Encrypt(TokenKind kind, ReadOnlySpan<byte> value, Span<byte> destination) =>
            Encoding.UTF8.GetBytes($"enc_{kind}_k1_AAECAwQFBgcICQoLDA0ODw", destination);
    }
}
