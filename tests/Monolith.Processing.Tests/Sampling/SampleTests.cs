using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Sampling;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Tests.Sampling;

public sealed class SampleTests
{
    private const long Second = 1_000_000_000;
    private const long Start = 1_772_600_767_000_000_000;

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(100)]
    public void One_record_in_so_many_is_kept_and_stands_for_them(int oneIn)
    {
        var stage = Stage($$"""{"one_in":{{oneIn}}}""");

        var kept = Run(stage, Enumerable.Range(0, 100_000).Select(n => Record(body: $"request {n} served")));

        Assert.All(kept, record => Assert.Equal((uint)oneIn, record.Weight));
        Assert.InRange(kept.Sum(record => record.Weight), 90_000, 110_000);
    }

    [Fact]
    public void Errors_are_always_kept_and_stand_for_themselves()
    {
        var stage = Stage("""{"one_in":1000000}""");

        var kept = Run(
            stage,
            Enumerable.Range(0, 500).Select(n => Record(severity: (SeverityNumber)(17 + n % 8), body: $"failure {n}"))
        );

        Assert.Equal(500, kept.Count);
        Assert.All(kept, record => Assert.Equal(1u, record.Weight));
    }

    [Theory]
    [InlineData("trace")]
    [InlineData("correlation")]
    public void What_belongs_together_is_kept_together(string by)
    {
        var stage = Stage("""{"one_in":10}""");

        var kept = Run(
            stage,
            Enumerable
                .Range(0, 10_000)
                .Select(n => Record(body: $"step {n}", trace: by == "trace" ? n / 10 : 0, correlation: $"c-{n / 10}"))
        );

        Assert.All(kept.CountBy(record => record.CorrelationId), group => Assert.Equal(10, group.Value));
        Assert.InRange(kept.Count, 700, 1_300);
    }

    [Fact]
    public void Which_records_are_kept_depends_on_nothing_but_themselves()
    {
        var records = Enumerable.Range(0, 2_000).Select(n => Record(body: $"step {n}", correlation: $"c-{n}")).ToList();

        var once = Run(Stage("""{"one_in":10}"""), records);
        var again = Run(Stage("""{"one_in":10}"""), Enumerable.Reverse(records));

        Assert.Equal(
            once.Select(record => record.Body).Order(StringComparer.Ordinal),
            again.Select(record => record.Body).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Two_stages_one_behind_the_other_keep_the_counts_true()
    {
        var (first, second) = (Stage("""{"one_in":10}""", "first"), Stage("""{"one_in":5}""", "second"));

        var kept = Run(first, Enumerable.Range(0, 100_000).Select(n => Record(body: $"request {n}")));
        kept = Run(second, kept);

        Assert.All(kept, record => Assert.Equal(50u, record.Weight));
        Assert.InRange(kept.Sum(record => record.Weight), 85_000, 115_000);
    }

    [Theory]
    [InlineData("trace")]
    [InlineData("correlation")]
    public void What_follows_an_error_under_its_id_is_kept_whole_for_the_window(string by)
    {
        var stage = Stage("""{"one_in":1000000,"keep_related":"5m"}""");
        Sent Of(SeverityNumber severity, string body) =>
            Record(severity, body, by == "trace" ? 7 : 0, by == "trace" ? "" : "order-7");

        var before = Run(stage, [Of(SeverityNumber.Info, "before")]);
        var error = Run(stage, [Of(SeverityNumber.Error, "it failed")]);
        var after = Run(stage, [Of(SeverityNumber.Debug, "after")], Start + 299 * Second);
        var other = Run(stage, [Record(body: "another", trace: 8, correlation: "order-8")]);
        var late = Run(stage, [Of(SeverityNumber.Info, "much later")], Start + 601 * Second);

        Assert.Empty(before);
        Assert.Single(error);
        Assert.Equal(1u, Assert.Single(after).Weight);
        Assert.Empty(other);
        Assert.Empty(late);
    }

    [Fact]
    public void Nothing_is_kept_for_an_error_where_the_window_is_closed()
    {
        var stage = Stage("""{"one_in":1000000,"keep_related":"0s"}""");

        Run(stage, [Record(SeverityNumber.Error, "it failed", trace: 7)]);
        var after = Run(stage, [Record(body: "after", trace: 7)]);

        Assert.Empty(after);
    }

    [Fact]
    public void The_ids_of_very_many_errors_take_no_more_memory_and_the_latest_are_known()
    {
        var errors = new ErrorIds(300 * Second);
        errors.Remember(RecordHash.Of("first"u8), Start);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var n = 1; n < 200_000; n++)
        {
            errors.Remember(IdOf(n), Start + n);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
        Assert.True(errors.Know(IdOf(199_999), Start + Second));
        Assert.InRange(Enumerable.Range(0, 10_000).Count(n => errors.Know(IdOf(500_000 + n), Start)), 0, 1);

        static ulong IdOf(int n) => RecordHash.Join((ulong)n, 1) | 1;
    }

    [Fact]
    public void A_budget_bounds_what_is_kept_each_second_and_keeps_the_counts_true()
    {
        var stage = Stage("""{"budget_per_second":50}""");
        var (kept, weight) = (new List<int>(), 0L);

        for (var second = 0; second < 20; second++)
        {
            var records = Enumerable.Range(0, 5_000).Select(n => Record(body: $"{second}: request {n}"));
            var ofSecond = Run(stage, records, Start + second * Second);
            kept.Add(ofSecond.Count);
            weight += ofSecond.Sum(record => record.Weight);
        }

        // A rush is met by halving: eight times until one in 128 is kept.
        Assert.InRange(kept[0], 50, 9 * 50);
        Assert.All(kept.Skip(1), count => Assert.InRange(count, 20, 2 * 50));
        Assert.InRange(weight, 85_000, 115_000);
    }

    [Fact]
    public void Seldom_records_are_kept_whole_beside_frequent_ones()
    {
        var stage = Stage("""{"budget_per_second":10}""");

        for (var second = 0; second < 5; second++)
        {
            var kept = Run(
                stage,
                Enumerable.Range(0, 2_000).Select(n => Record(body: $"{n}", service: n % 1_000 == 0 ? "rare" : "busy")),
                Start + second * Second
            );

            Assert.Equal([1u, 1u], kept.Where(record => record.Service == "rare").Select(record => record.Weight));
        }
    }

    [Fact]
    public void A_pattern_that_was_worked_out_has_a_budget_of_its_own()
    {
        var stage = Stage("""{"budget_per_second":10}""");
        var records = Enumerable.Range(0, 1_000).Select(n => Record(body: $"{n}", pattern: n == 999 ? 77u : 5u));

        var kept = Run(stage, records);

        Assert.Equal(1u, Assert.Single(kept, record => record.Body == "999").Weight);
    }

    [Theory]
    [InlineData("""{}""", "")]
    [InlineData("""{"one_in":10,"budget_per_second":5}""", "")]
    [InlineData("""{"one_in":0}""", "one_in")]
    [InlineData("""{"one_in":1000001}""", "one_in")]
    [InlineData("""{"budget_per_second":0}""", "budget_per_second")]
    [InlineData("""{"one_in":10,"keep_related":"soon"}""", "keep_related")]
    [InlineData("""{"one_in":10,"keep_related":"25h"}""", "keep_related")]
    [InlineData("""{"one_in":10,"look_back":"soon"}""", "look_back")]
    [InlineData("""{"one_in":10,"look_back":"61m"}""", "look_back")]
    [InlineData("""{"one_in":10,"look_back":"1m","keep_related":"0s"}""", "look_back")]
    [InlineData("""{"one_in":10,"by":"colour"}""", "by")]
    [InlineData("""{"rate":10}""", "rate")]
    public void Wrong_settings_are_named(string settings, string path)
    {
        var wrong = Assert.Throws<StageSettingsException>(() => Stage(settings));

        Assert.Equal(path, wrong.Path);
    }

    [Theory]
    [InlineData("""{"budget_per_second":50}""")]
    [InlineData("""{"one_in":1000000}""")]
    public void A_record_costs_no_memory(string settings)
    {
        var stage = Stage(settings);
        var id = new byte[8];
        var record = new LogRecord { Body = "request served"u8.ToArray(), CorrelationId = id };
        using var broughtBack = new BroughtBack();
        var context = Context(Start) with { BroughtBack = broughtBack };

        var n = 0;

        // More than there is room for. The first that are left out take the room for all, and the first that is pushed out is counted
        // for the first time: in the round that is not counted here.
        Assert.Equal(0, Allocations.LeastOf(Apply, times: 20_000));

        void Apply()
        {
            BitConverter.TryWriteBytes(id, n++);
            stage.Apply(record, in context);
        }
    }

    private static RecordStage Stage(string settings, string name = "sample") =>
        new SampleKind(LeftOuts.Of(1024 * 1024), new KnownErrors()).Build(
            JsonNode.Parse(settings),
            new StageScope(TenantId.Default, "usual", name, IsTrial: false)
        );

    private static List<Sent> Run(RecordStage stage, IEnumerable<Sent> records, long received = Start)
    {
        var kept = new List<Sent>();
        var context = Context(received);
        foreach (var sent in records)
        {
            var record = sent.ToRecord();
            if (stage.Apply(record, in context).Fate == Fate.Keep)
            {
                kept.Add(sent with { Weight = record.Weight });
            }
        }

        return kept;
    }

    private static StageContext Context(long received) =>
        new(TenantId.Default, new ScratchBuffer(), new Tally(), received);

    private static Sent Record(
        SeverityNumber severity = SeverityNumber.Info,
        string body = "",
        int trace = 0,
        string correlation = "",
        string service = "checkout",
        uint pattern = 0
    ) => new(severity, body, trace, correlation, service, pattern, Weight: 1);

    private sealed record Sent(
        SeverityNumber Severity,
        string Body,
        int Trace,
        string CorrelationId,
        string Service,
        uint Pattern,
        uint Weight
    )
    {
        public LogRecord ToRecord() =>
            new()
            {
                Severity = Severity,
                Body = Encoding.UTF8.GetBytes(Body),
                CorrelationId = Encoding.UTF8.GetBytes(CorrelationId),
                TraceId =
                    Trace == 0 ? default : Encoding.UTF8.GetBytes(Trace.ToString("D16", CultureInfo.InvariantCulture)),
                ServiceName = Encoding.UTF8.GetBytes(Service),
                TimeUnixNano = Start,
                PatternHash = Pattern,
                Weight = Weight,
            };
    }
}
