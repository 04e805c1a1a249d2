using System.Diagnostics.Metrics;
using Monolith.Access.Sessions;

namespace Monolith.Access.Tests.SignIn;

public sealed class SignInMetricsTests
{
    [Fact]
    public async Task Sign_ins_are_counted_by_way_and_result_and_so_are_locks_and_sessions()
    {
        await using var host = await SignInHost.StartAsync();
        using var counts = new Counts(host.Get<IMeterFactory>());
        await host.AddAsync();
        await host.AddAsync("bert@example.org");
        using var browser = host.NewBrowser();
        using var another = host.NewBrowser();

        await browser.SignInAsync();
        await another.SignInAsync("bert@example.org");
        for (var i = 0; i < 6; i++)
        {
            await another.SignInAsync(password: "a guess at it");
        }

        await host.Get<SessionCensus>().CountAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, counts.Of("monolith.access.sign_in.processed", "password", error: null));
        Assert.Equal(5, counts.Of("monolith.access.sign_in.processed", "password", "password"));
        Assert.Equal(1, counts.Of("monolith.access.sign_in.processed", "password", "too_many_attempts"));
        Assert.Equal(1, counts.Of("monolith.access.account.locked", way: null, error: null));
        Assert.Equal(2, counts.Of("monolith.access.session.open", way: null, error: null));
    }

    private sealed class Counts : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<(string, string?, string?), long> _counts = [];

        public Counts(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>(
                (instrument, value, tags, _) =>
                {
                    var key = (instrument.Name, Tag(tags, "monolith.way"), Tag(tags, "error.type"));
                    _counts[key] = instrument.IsObservable ? value : _counts.GetValueOrDefault(key) + value;
                }
            );
            _listener.Start();
        }

        public long Of(string name, string? way, string? error)
        {
            _listener.RecordObservableInstruments();
            return _counts.GetValueOrDefault((name, way, error));
        }

        public void Dispose() => _listener.Dispose();

        private static string? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
        {
            foreach (var tag in tags)
            {
                if (tag.Key == name)
                {
                    return (string?)tag.Value;
                }
            }

            return null;
        }
    }
}
