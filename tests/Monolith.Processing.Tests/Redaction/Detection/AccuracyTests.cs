using System.Globalization;
using System.Text;
using Monolith.Processing.Redaction.Detection;
using Monolith.Testing;

namespace Monolith.Processing.Tests.Redaction.Detection;

/// <summary>How often the detectors are right. The table in docs/redaction.md is held to what is measured here.</summary>
public sealed class AccuracyTests
{
    private const int Lines = 6_000;

    private static readonly string[] Exact =
    [
        "email",
        "iban",
        "card",
        "ip",
        "jwt",
        "api_key",
        "credentials",
        "secret",
        "url",
        "mac",
        "national_id",
    ];

    [Fact]
    public void Every_kind_is_found_and_little_else_is()
    {
        var scores = Measure(LogCorpus.Make(seed: 20_260_715, Lines));

        foreach (var kind in Exact)
        {
            Assert.True(scores[kind] is { Precision: >= 0.98, Recall: >= 0.99 }, $"{kind}: {scores[kind]}");
        }

        Assert.True(scores["phone"] is { Precision: >= 0.85, Recall: >= 0.95 }, $"phone: {scores["phone"]}");
    }

    [Fact]
    public void The_published_table_says_what_is_measured()
    {
        var scores = Measure(LogCorpus.Make(seed: 20_260_715, Lines));

        var document = Repository.Read("docs/redaction.md");

        var rows = new List<string>();
        foreach (var (kind, score) in scores.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            var row = string.Create(
                CultureInfo.InvariantCulture,
                $"| `{kind}` | {score.Wanted} | {score.Precision:0.000} | {score.Recall:0.000} |"
            );
            rows.Add(row);
        }

        Assert.Contains(string.Join('\n', rows), document, StringComparison.Ordinal);
    }

    [Fact]
    public void A_redactor_that_looks_for_nothing_would_not_pass()
    {
        var nothing = Some.Redactor(
            new() { Actions = PiiKinds.Tokens.ToDictionary(kind => kind.Name, _ => RedactAction.Keep) }
        );

        var scores = Measure(LogCorpus.Make(seed: 1, 200), nothing);

        Assert.All(scores.Values, score => Assert.Equal(0, score.Recall));
    }

    /// <summary>How far findings agree with labels. A finding counts when it covers the value and hardly more.</summary>
    private static Dictionary<string, Score> Measure(IEnumerable<LabelledLine> lines, Redactor? redactor = null)
    {
        redactor ??= Some.Redactor();
        var scores = new Dictionary<string, Score>(StringComparer.Ordinal);
        var findings = new FindingList();
        foreach (var line in lines)
        {
            findings.Clear();
            redactor.Find(Encoding.UTF8.GetBytes(line.Text), default, findings);
            var found = findings
                .Items.ToArray()
                .Select(f => (Kind: redactor.Rules.TokenOf(f.Kind).Name, f.Start, f.Length))
                .ToList();
            foreach (var (kind, start, length) in line.Values)
            {
                var from = Encoding.UTF8.GetByteCount(line.Text.AsSpan(0, start));
                var bytes = Encoding.UTF8.GetByteCount(line.Text.AsSpan(start, length));
                var hit = found.FindIndex(f => f.Kind == kind && Overlap(f.Start, f.Length, from, bytes) >= 0.5);
                ScoreOf(kind).Count(isWanted: true, isFound: hit >= 0, line.Text);
                if (hit >= 0)
                {
                    found.RemoveAt(hit);
                }
            }

            foreach (var (kind, _, _) in found)
            {
                ScoreOf(kind).Count(isWanted: false, isFound: true, line.Text);
            }
        }

        return scores;

        Score ScoreOf(string kind) => scores.TryGetValue(kind, out var score) ? score : scores[kind] = new Score();
    }

    private static double Overlap(int start, int length, int otherStart, int otherLength)
    {
        var common = Math.Min(start + length, otherStart + otherLength) - Math.Max(start, otherStart);
        var all = Math.Max(start + length, otherStart + otherLength) - Math.Min(start, otherStart);
        return Math.Max(0, common) / (double)all;
    }

    private sealed class Score
    {
        private readonly List<string> _mistakes = [];
        private int _right;
        private int _wrong;

        public int Wanted { get; private set; }

        public double Precision => _right == 0 ? 0 : (double)_right / (_right + _wrong);

        public double Recall => Wanted == 0 ? 0 : (double)_right / Wanted;

        public void Count(bool isWanted, bool isFound, string line)
        {
            if (isWanted != isFound && _mistakes.Count < 10)
            {
                _mistakes.Add(line);
            }

            Wanted += isWanted ? 1 : 0;
            _right += isWanted && isFound ? 1 : 0;
            _wrong += isWanted ? 0 : 1;
        }

        public override string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"precision {Precision:0.000}, recall {Recall:0.000} of {Wanted}; wrong in {string.Join(" ## ", _mistakes)}"
            );
    }
}
