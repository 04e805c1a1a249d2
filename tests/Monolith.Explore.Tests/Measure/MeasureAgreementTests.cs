using FsCheck.Fluent;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Explore.Contracts;
using Monolith.Explore.Measure;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Measure;

/// <summary>One question has one answer, whoever gives it.</summary>
public sealed class MeasureAgreementTests(ExploreHost host)
{
    private static readonly DateTimeOffset At = new(2026, 3, 4, 5, 0, 0, TimeSpan.Zero);

    public static TheoryData<MeasureKind> RolledUp =>
        [
            MeasureKind.Count,
            MeasureKind.Rate,
            MeasureKind.RecordErrorShare,
            MeasureKind.RequestErrorShare,
            MeasureKind.DurationQuantile,
        ];

    public static TheoryData<MeasureKind> All => [.. Enum.GetValues<MeasureKind>()];

    [Theory]
    [MemberData(nameof(RolledUp))]
    public async Task The_roll_up_says_what_the_records_say(MeasureKind kind)
    {
        var tenant = await WithTrafficAsync();
        var question = Question(tenant, kind) with { GroupBy = ["service"] };
        Assert.NotEqual(MeasureSource.Records, MeasureSources.Choose(question, Steps.Of(question, question.Window)));

        var rolledUp = await AskAsync(question);
        var fromRecords = await AskAsync(question with { Having = ["service"] });

        AssertSame(fromRecords, rolledUp);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Many_moments_in_one_question_are_answered_as_one_by_one(MeasureKind kind)
    {
        var tenant = await WithTrafficAsync();
        foreach (var step in new[] { TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(10) })
        {
            foreach (string[] having in new[] { Array.Empty<string>(), ["service"] })
            {
                var question = Question(tenant, kind) with
                {
                    GroupBy = ["service"],
                    Having = having,
                    From = At - (step * 4),
                    Step = step,
                };

                var together = await AskAsync(question);
                var alone = new List<Measurement>();
                for (var at = question.From!.Value; at <= At; at += step)
                {
                    alone.AddRange(await AskAsync(question with { From = null, At = at }));
                }

                AssertSame(alone, together);
            }
        }
    }

    private static void AssertSame(IReadOnlyList<Measurement> expected, IReadOnlyList<Measurement> actual)
    {
        var (left, right) = (Sorted(expected), Sorted(actual));
        Assert.NotEmpty(left);
        Assert.Equal(left.Select(Name), right.Select(Name));
        foreach (var (a, b) in left.Zip(right))
        {
            Assert.True(
                a.Value == b.Value || Math.Abs(a.Value!.Value - b.Value!.Value) <= 1e-3 * Math.Abs(a.Value.Value),
                $"{Name(a)}: {a.Value} and {b.Value}"
            );
        }
    }

    private static List<Measurement> Sorted(IEnumerable<Measurement> measured) =>
        [.. measured.OrderBy(m => m.At).ThenBy(Name, StringComparer.Ordinal)];

    private static string Name(Measurement m) =>
        $"{m.At:O} {string.Join(',', m.Labels.Select(l => $"{l.Key}={l.Value}"))} {m.Samples}";

    private static MeasureLogs Question(TenantId tenant, MeasureKind kind) =>
        new(
            Reader.Whole(tenant),
            LogFilter.All,
            new LogMeasure
            {
                Kind = kind,
                Above = 200,
                Attribute = "duration_ms",
                Lookback = new PromDuration(TimeSpan.FromMinutes(18)),
            },
            TimeSpan.FromMinutes(6),
            At
        );

    // A new word every five minutes: a window of six always has one that is new in it.
    private static string NewWord(int second) => new((char)('g' + second / 300), 4);

    private Task<IReadOnlyList<Measurement>> AskAsync(MeasureLogs question) =>
        host.Services.GetRequiredService<IMediator>().Send(question);

    private async Task<TenantId> WithTrafficAsync()
    {
        var tenant = host.NewTenant();
        var logs =
            from second in Gen.Choose(1, 3_600)
            from service in Gen.Elements("cart", "auth", "order")
            from status in Gen.Elements(0, 200, 200, 404, 500)
            from duration in Gen.Choose(0, 1_000)
            from severity in Gen.Elements(9, 9, 13, 17)
            from body in Gen.Elements("order 17 failed", "timeout after 5 s", $"{NewWord(second)} is empty")
            select new StoredLog
            {
                TimeUnixNano = At.AddSeconds(-second).ToUnixNano(),
                Service = service,
                HttpStatus = status,
                DurationMs = duration,
                Severity = severity,
                Body = body,
            };
        await host.StoreAsync(tenant, Gen.Sample(logs, 400));
        return tenant;
    }
}
