using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Explore.Contracts;
using Monolith.Explore.Tests.Search;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Measure;

/// <summary>From the side of a tenant who wants to measure what is not theirs.</summary>
public sealed class MeasureIsolationTests(ExploreHost host)
{
    private static readonly DateTimeOffset At = ExploreHost.Now;

    [Theory]
    [MemberData(nameof(TenantIsolationTests.Tricks), MemberType = typeof(TenantIsolationTests))]
    public async Task No_name_and_no_value_measures_another_tenants_records(string trick)
    {
        await host.StoreAsync(
            host.NewTenant(),
            new StoredLog
            {
                Severity = 17,
                HttpStatus = 500,
                DurationMs = 10,
                Attributes = [("x", "1")],
            }
        );
        var attacker = host.NewTenant();
        var mediator = host.Services.GetRequiredService<IMediator>();
        MeasureKind[] kinds =
        [
            MeasureKind.Count,
            MeasureKind.RequestErrorShare,
            MeasureKind.AttributeMax,
            MeasureKind.NewPatterns,
            MeasureKind.SinceLast,
        ];
        foreach (var kind in kinds)
        {
            var question = new MeasureLogs(
                Reader.Whole(attacker),
                new LogFilter(),
                new LogMeasure { Kind = kind, Attribute = trick },
                TimeSpan.FromHours(1),
                At
            );
            MeasureLogs[] attacks =
            [
                question,
                question with
                {
                    GroupBy = [trick, "service"],
                },
                question with
                {
                    GroupBy = ["service"],
                    Having = [trick],
                },
                question with
                {
                    Filter = new LogFilter { Services = [trick] },
                },
                question with
                {
                    AnyPhrase = [new BodyTerm([trick])],
                },
                question with
                {
                    GroupBy = [trick],
                    From = At.AddMinutes(-5),
                },
            ];

            foreach (var attack in attacks)
            {
                var seen = await mediator.Send(attack);

                Assert.DoesNotContain(seen, m => m.Samples > 0 || m.Value > 0 || m.Labels.Count > 0);
            }
        }
    }
}
