using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Explore.Contracts;
using Monolith.Platform.Language;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;

namespace Monolith.Explore.Tests.Measure;

public sealed class MeasureTests(ExploreHost host)
{
    // A whole minute, so that roll-ups and records answer the same.
    private static readonly DateTimeOffset At = new(2026, 3, 4, 5, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(MeasureKind.Count, 8)]
    [InlineData(MeasureKind.Rate, 8 / 300.0)]
    [InlineData(MeasureKind.RequestErrorShare, 2 / 6.0)]
    [InlineData(MeasureKind.RecordErrorShare, 1 / 8.0)]
    [InlineData(MeasureKind.FailureShare, 4 / 8.0)]
    [InlineData(MeasureKind.SlowShare, 2 / 5.0)]
    [InlineData(MeasureKind.AttributeMean, 25)]
    [InlineData(MeasureKind.AttributeMax, 40)]
    [InlineData(MeasureKind.AttributeShareAbove, 0)]
    [InlineData(MeasureKind.DistinctPatterns, 1)]
    public async Task Each_kind_measures_what_it_says(MeasureKind kind, double expected)
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Request(200, 10),
            Request(200, 20),
            Request(404, 600),
            Request(500, 700),
            Request(503, 30),
            Request(200, 0), // not measured
            Record() with
            {
                Severity = 17,
                Body = "Charge 17 failed",
                Attributes = [("cpu", "10")],
            },
            Record() with
            {
                Attributes = [("error.type", "timeout"), ("cpu", "40")],
            },
            Record().Ago(TimeSpan.FromHours(1))
        );

        var measured = await AskAsync(
            tenant,
            new LogMeasure
            {
                Kind = kind,
                Above = 500,
                Attribute = "cpu",
            }
        );

        Assert.Equal(expected, Assert.Single(measured).Value!.Value, 1e-9);
    }

    [Fact]
    public async Task A_quantile_is_measured_on_requests_with_a_duration()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, Enumerable.Range(1, 100).Select(i => Request(200, i)).Append(Request(200, 0)));

        var p50 = await AskAsync(tenant, new LogMeasure { Kind = MeasureKind.DurationQuantile, Quantile = 0.5 });
        var p999 = await AskAsync(tenant, new LogMeasure { Kind = MeasureKind.DurationQuantile, Quantile = 0.999 });

        Assert.Equal(100, Assert.Single(p50).Samples);
        Assert.InRange(p50[0].Value!.Value, 49, 52);
        Assert.InRange(p999[0].Value!.Value, 98, 100);
    }

    [Fact]
    public async Task The_duration_of_any_record_is_an_attribute_too()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Record() with
            {
                DurationMs = 900,
                Attributes = [("db.system", "postgresql")],
            },
            Record() with
            {
                DurationMs = 100,
                Resource = [("db.system.name", "postgresql")],
            },
            Record() with
            {
                DurationMs = 5_000,
            }
        );

        var measured = await AskAsync(
            tenant,
            new LogMeasure
            {
                Kind = MeasureKind.AttributeShareAbove,
                Attribute = "duration_ms",
                Above = 500,
            },
            request => request with { GroupBy = ["db.system.name"], Having = ["db.system.name"] }
        );

        var only = Assert.Single(measured);
        Assert.Equal(0.5, only.Value);
        Assert.Equal("postgresql", only.Labels["db.system.name"]);
    }

    [Fact]
    public async Task Every_group_has_a_number_of_its_own_and_empty_labels_are_left_out()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Request(500, 1) with
            {
                Service = "cart",
                HttpRoute = "/cart",
            },
            Request(200, 1) with
            {
                Service = "cart",
                HttpRoute = "/cart",
            },
            Request(200, 1) with
            {
                Service = "cart",
            },
            Request(200, 1) with
            {
                Service = "auth",
                Attributes = [("gen_ai.request.model", "m-1")],
            }
        );
        var errors = new LogMeasure { Kind = MeasureKind.RequestErrorShare };

        var byRoute = await AskAsync(tenant, errors, r => r with { GroupBy = ["service", "http.route"] });
        var byModel = await AskAsync(tenant, errors, r => r with { GroupBy = ["model"] });

        Assert.Equal(
            ["service=auth: 0", "service=cart, http.route=/cart: 0.5", "service=cart: 0"],
            Texts(byRoute).Order(StringComparer.Ordinal)
        );
        Assert.Equal([": 0.3333333333333333", "model=m-1: 0"], Texts(byModel).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_phrase_is_looked_for_in_the_body_and_in_the_message_of_the_exception()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Record() with
            {
                Body = "Too many connections!",
            },
            Record() with
            {
                Attributes = [("exception.message", "pool-1 - Connection is not available, after 5 s")],
            },
            Record() with
            {
                Body = "many too connections",
            }
        );

        var measured = await AskAsync(
            tenant,
            new LogMeasure { Kind = MeasureKind.Count },
            r => r with { AnyPhrase = [Phrase("too many connections"), Phrase("connection is not available")] }
        );

        Assert.Equal(2, Assert.Single(measured).Value);
    }

    [Fact]
    public async Task A_pattern_is_new_until_it_has_been_there_before_the_window()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Error("order 17 failed") with
            {
                TimeUnixNano = At.AddHours(-3).ToUnixNano(),
            },
            Error("order 18 failed"),
            Error("no space left on node-3"),
            Error("no space left on node-4"),
            Error("long ago 1") with
            {
                TimeUnixNano = At.AddHours(-30).ToUnixNano(),
            },
            Error("long ago 2"),
            Record() with
            {
                Body = "not an error",
            }
        );

        var measured = await AskAsync(tenant, new LogMeasure { Kind = MeasureKind.NewPatterns });

        Assert.Equal(
            ["pattern=long ago <*>: 1", "pattern=no space left on node-<*>: 2"],
            Texts(measured).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_time_since_the_last_record_is_known_as_long_as_the_window_reaches()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Record() with
            {
                Service = "quiet",
                TimeUnixNano = At.AddMinutes(-90).ToUnixNano(),
            },
            Record() with
            {
                Service = "busy",
                TimeUnixNano = At.AddMinutes(-1).ToUnixNano(),
            },
            Record() with
            {
                Service = "gone",
                TimeUnixNano = At.AddHours(-5).ToUnixNano(),
            }
        );

        var measured = await AskAsync(
            tenant,
            new LogMeasure { Kind = MeasureKind.SinceLast },
            r => r with { Window = TimeSpan.FromHours(2), GroupBy = ["service"] }
        );

        var seconds = measured.ToDictionary(m => m.Labels["service"], m => m.Value!.Value, StringComparer.Ordinal);
        Assert.Equal(["busy", "quiet"], seconds.Keys.Order(StringComparer.Ordinal));
        Assert.InRange(seconds["busy"], 0, 60);
        Assert.InRange(seconds["quiet"], 89 * 60, 90 * 60);
    }

    [Fact]
    public async Task Without_records_a_count_is_zero_and_a_share_is_unknown()
    {
        var tenant = host.NewTenant();

        var count = await AskAsync(tenant, new LogMeasure { Kind = MeasureKind.Count });
        var share = await AskAsync(tenant, new LogMeasure { Kind = MeasureKind.RequestErrorShare });

        Assert.Equal(0, Assert.Single(count).Value);
        Assert.Empty(share);
    }

    [Fact]
    public async Task A_roll_up_begins_with_the_minute_in_which_the_window_would_have_begun()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Record() with
            {
                TimeUnixNano = At.AddMinutes(-20).AddSeconds(-1).ToUnixNano(),
            },
            Record() with
            {
                TimeUnixNano = At.AddMinutes(-20).AddSeconds(10).ToUnixNano(),
            },
            Record()
        );
        var count = new LogMeasure { Kind = MeasureKind.Count };

        var rolledUp = await AskAsync(
            tenant,
            count,
            r => r with { At = At.AddSeconds(30), Window = TimeSpan.FromMinutes(20) }
        );
        var exact = await AskAsync(
            tenant,
            count,
            r => r with { At = At.AddSeconds(30), Window = TimeSpan.FromMinutes(20), Having = ["service"] }
        );

        Assert.Equal(2, rolledUp[0].Value);
        Assert.Equal(1, exact[0].Value);
    }

    private async Task<IReadOnlyList<Measurement>> AskAsync(
        TenantId tenant,
        LogMeasure measure,
        Func<MeasureLogs, MeasureLogs>? with = null
    )
    {
        var request = new MeasureLogs(Reader.Whole(tenant), LogFilter.All, measure, TimeSpan.FromMinutes(5), At);
        var mediator = host.Services.GetRequiredService<IMediator>();
        return await mediator.Send(with?.Invoke(request) ?? request);
    }

    private static IEnumerable<string> Texts(IEnumerable<Measurement> measured) =>
        measured.Select(m => $"{string.Join(", ", m.Labels.Select(l => $"{l.Key}={l.Value}"))}: {m.Value:R}");

    private static BodyTerm Phrase(string text) => new(text.Split(' '));

    private static StoredLog Record() => new() { TimeUnixNano = At.AddMinutes(-2).ToUnixNano() };

    private static StoredLog Error(string body) => Record() with { Severity = (int)SeverityNumber.Error, Body = body };

    private static StoredLog Request(int status, float durationMs) =>
        Record() with
        {
            HttpStatus = status,
            DurationMs = durationMs,
        };
}
