using System.Text;

namespace Monolith.Processing.Redaction.Detection.Detectors;

/// <summary>The keys of cloud and other services, which begin with letters of their issuer's own.</summary>
internal static class KeyDetector
{
    // An example in a manual repeats its letters; a key does not.
    private const double LeastEntropy = 2.8;

    // Words of somebody else's before a key are no longer than this.
    private const int LongestLead = 32;
    private const int AzureHead = 6;

    private static readonly Shape[][] ByFirst = Group([
        new("AKIA", 16, 16),
        new("ASIA", 16, 16),
        new("ABIA", 16, 16),
        new("ACCA", 16, 16),
        new("AIza", 35, 35),
        new("GOCSPX-", 28, 28),
        new("ghp_", 36, 251),
        new("gho_", 36, 251),
        new("ghu_", 36, 251),
        new("ghs_", 36, 251),
        new("ghr_", 36, 251),
        new("github_pat_", 36, 251),
        new("glpat-", 20, 64),
        new("gldt-", 20, 64),
        new("glrt-", 20, 64),
        new("xoxb-", 20, 251),
        new("xoxp-", 20, 251),
        new("xoxa-", 20, 251),
        new("xoxo-", 20, 251),
        new("xoxr-", 20, 251),
        new("xoxs-", 20, 251),
        new("xoxe-", 20, 251),
        new("xapp-", 20, 251),
        new("sk_live_", 16, 251),
        new("sk_test_", 16, 251),
        new("rk_live_", 16, 251),
        new("rk_test_", 16, 251),
        new("pk_live_", 16, 251),
        new("pk_test_", 16, 251),
        new("whsec_", 24, 251),
        new("sk-proj-", 20, 251),
        new("sk-ant-", 20, 251),
        new("sk-or-", 20, 251),
        new("npm_", 36, 36),
        new("pypi-", 50, 251),
        new("hf_", 30, 64),
        new("dop_v1_", 64, 64),
        new("shpat_", 32, 32),
        new("shpss_", 32, 32),
        new("glsa_", 32, 64),
        new("sbp_", 40, 64),
        new("rubygems_", 48, 48),
        new("dckr_pat_", 24, 64),
        new("mk_", 62, 62), // ours
    ]);

    // By the first letter: whether a key's own letters are one word and a dash, as in glpat-.
    private static readonly bool[] IsWord =
    [
        .. ByFirst.Select(shapes =>
            shapes.Any(shape => shape.Prefix.AsSpan().IndexOf((byte)'-') == shape.Prefix.Length - 1)
        ),
    ];

    /// <summary>Whether a word and a dash may begin a key, by the word's first letter.</summary>
    public static bool MayBegin(byte first) => IsWord[first];

    /// <summary>Looks at a run of letters, digits, <c>_</c> and <c>-</c>. A key may stand behind a word of somebody else's, as in
    /// <c>key-AKIA…</c>.</summary>
    public static bool TryFind(ReadOnlySpan<byte> text, int start, int end, out Finding finding)
    {
        finding = default;
        var run = text[start..end];
        var found =
            StartOfShape(run) is >= 0 and var offset ? start + offset
            : IsSlackHook(text, start) || IsMail(text, start, run.Length) ? start
            : IsAzure(text, start, run.Length) ? start - AzureHead
            : -1;
        if (found < 0)
        {
            return false;
        }

        finding = new Finding(found, end - found, (byte)PiiKind.ApiKey, Certainty.Proven);
        return true;
    }

    private static int StartOfShape(ReadOnlySpan<byte> run)
    {
        var words = Math.Min(run.Length, LongestLead);
        for (var at = 0; at < words; )
        {
            if (HasShape(run[at..]))
            {
                return at;
            }

            var joint = run[at..words].IndexOfAny((byte)'-', (byte)'_');
            at = joint < 0 ? words : at + joint + 1;
        }

        return -1;
    }

    private static bool HasShape(ReadOnlySpan<byte> run)
    {
        foreach (var shape in ByFirst[run[0]])
        {
            var secret = run.Length - shape.Prefix.Length;
            if (secret >= shape.Shortest && secret <= shape.Longest && run.StartsWith(shape.Prefix))
            {
                return Entropy(run[shape.Prefix.Length..]) >= LeastEntropy;
            }
        }

        return false;
    }

    // https://hooks.slack.com/services/T…/B…/ and 24 letters: whoever has the letters may write.
    private static bool IsSlackHook(ReadOnlySpan<byte> text, int start) =>
        Ascii.At(text, start - 1) == '/'
        && text[Math.Max(0, start - 64)..start].IndexOf("hooks.slack.com/services/T"u8) >= 0;

    // SG. and two parts: the keys of a mail service.
    private static bool IsMail(ReadOnlySpan<byte> text, int start, int length) =>
        length == 22
        && start >= 3
        && text[(start - 3)..start].SequenceEqual("SG."u8)
        && Ascii.At(text, start + length) == '.';

    // Three letters, a digit, Q~ and 31 to 34 more: the secret of an application in Entra.
    private static bool IsAzure(ReadOnlySpan<byte> text, int start, int length) =>
        length is >= 31 and <= 34
        && start >= AzureHead
        && text[(start - 2)..start].SequenceEqual("Q~"u8)
        && Ascii.IsDigit(text[start - 3]);

    /// <summary>How many bits a letter of it tells, as Shannon counts them.</summary>
    private static double Entropy(ReadOnlySpan<byte> text)
    {
        Span<byte> counts = stackalloc byte[128];
        counts.Clear();
        text = text.Length > 128 ? text[..128] : text;
        foreach (var value in text)
        {
            counts[value & 0x7F]++;
        }

        var entropy = 0.0;
        foreach (var count in counts)
        {
            if (count > 0)
            {
                var share = (double)count / text.Length;
                entropy -= share * Math.Log2(share);
            }
        }

        return entropy;
    }

    private static Shape[][] Group(Shape[] shapes)
    {
        var groups = new Shape[256][];
        for (var first = 0; first < groups.Length; first++)
        {
            groups[first] = [.. shapes.Where(shape => shape.Prefix[0] == first)];
        }

        return groups;
    }

    /// <summary>What the keys of one issuer look like.</summary>
    /// <param name="Prefix">How they begin.</param>
    /// <param name="Shortest">How many letters follow at least.</param>
    /// <param name="Longest">How many letters follow at most.</param>
    private sealed record Shape(byte[] Prefix, int Shortest, int Longest)
    {
        public Shape(string prefix, int shortest, int longest)
            : this(Encoding.ASCII.GetBytes(prefix), shortest, longest) { }
    }
}
