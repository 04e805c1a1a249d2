using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Monolith.Load.Alerting;

/// <summary>Watches a running Monolith evaluate many rules, from outside: by its API and by what its processes cost.</summary>
internal sealed class RuleLoad : IDisposable
{
    private const string Path = "api/v1/alerts/rules";

    // One of each kind that endpoints have, in turns, so that both roll-ups and the records are asked.
    private static readonly string[] Kinds =
    [
        """ "kind":"errorRate" """,
        """ "kind":"latency" """,
        """ "measure":{"kind":"rate"},"groupBy":["service"],"threshold":1000000 """,
        """ "measure":{"kind":"durationQuantile"},"groupBy":["service","http.route"],"threshold":1000000 """,
    ];

    private static readonly string[] Services = ["frontend", "auth", "order", "payment", "model"];

    private readonly HttpClient _http;
    private readonly ProcessMeter _host;
    private readonly ProcessMeter _engine;

    public RuleLoad(Uri server, string? apiKey, int hostProcess)
    {
        _http = new HttpClient { BaseAddress = server };
        if (!string.IsNullOrEmpty(apiKey))
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        }

        _host = new ProcessMeter(hostProcess);
        _engine = new ProcessMeter(ProcessMeter.FindEngine(hostProcess));
    }

    public async Task RunAsync(
        int rules,
        TimeSpan interval,
        int rounds,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        try
        {
            for (var i = 0; i < rules; i++)
            {
                await AddAsync(i, interval, cancellationToken);
            }

            await Task.Delay(interval, cancellationToken); // each rule has had its first evaluation
            await WatchAsync(interval, rounds, output, cancellationToken);
        }
        finally
        {
            for (var i = 0; i < rules; i++)
            {
                using var response = await _http.DeleteAsync(
                    new Uri($"{Path}/{Id(i)}", UriKind.Relative),
                    CancellationToken.None
                );
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task WatchAsync(TimeSpan interval, int rounds, TextWriter output, CancellationToken cancellationToken)
    {
        var delays = new List<double>();
        var durations = new List<double>();
        var errors = 0;
        var skippedBefore = (await ListAsync(cancellationToken)).Sum(e => e["skipped"]!.GetValue<long>());
        var skipped = skippedBefore;
        var watch = Stopwatch.StartNew();
        var (host, engine) = (_host.CpuSeconds, _engine.CpuSeconds);
        for (var round = 0; round < rounds; round++)
        {
            await Task.Delay(interval, cancellationToken);
            var evaluations = await ListAsync(cancellationToken);
            delays.AddRange(evaluations.Select(e => e["delaySeconds"]!.GetValue<double>()));
            durations.AddRange(evaluations.Select(e => e["durationSeconds"]!.GetValue<double>()));
            errors += evaluations.Count(e => $"{e["health"]}" != "ok");
            skipped = evaluations.Sum(e => e["skipped"]!.GetValue<long>());
        }

        var seconds = watch.Elapsed.TotalSeconds;
        output.WriteLine(
            $"evaluations          {delays.Count} seen, {errors} failed, {skipped - skippedBefore} skipped"
        );
        output.WriteLine(
            $"start after its time p50 {At(delays, 0.5):0.000} s, p99 {At(delays, 0.99):0.000} s, most {delays.Max():0.000} s"
        );
        output.WriteLine($"duration             p50 {At(durations, 0.5):0.000} s, p99 {At(durations, 0.99):0.000} s");
        output.WriteLine($"processor of host    {(_host.CpuSeconds - host) / seconds:0.00} cores");
        output.WriteLine($"processor of engine  {(_engine.CpuSeconds - engine) / seconds:0.00} cores");
    }

    private async Task AddAsync(int number, TimeSpan interval, CancellationToken cancellationToken)
    {
        var rule = $$"""
            {"id":"{{Id(number)}}","name":"Load{{number}}","interval":"{{interval.TotalSeconds:0}}s",
             "filter":{"services":["{{Services[number % Services.Length]}}"]},{{Kinds[number % Kinds.Length]}}}
            """;
        using var response = await _http.PostAsJsonAsync(
            new Uri(Path, UriKind.Relative),
            JsonNode.Parse(rule),
            cancellationToken
        );
        response.EnsureSuccessStatusCode();
    }

    /// <returns>How the last evaluation of each of our rules went.</returns>
    private async Task<List<JsonNode>> ListAsync(CancellationToken cancellationToken)
    {
        var list = await _http.GetFromJsonAsync<JsonObject>(new Uri(Path, UriKind.Relative), cancellationToken);
        return
        [
            .. list!["rules"]!
                .AsArray()
                .Where(rule => $"{rule!["rule"]!["id"]}".StartsWith("load-", StringComparison.Ordinal))
                .Select(rule => rule!["evaluation"]!)
                .Where(evaluation => evaluation["lastEvaluation"] is not null),
        ];
    }

    private static double At(List<double> values, double quantile) =>
        values.Order().ElementAt((int)(quantile * (values.Count - 1)));

    private static string Id(int number) => $"load-{number}";
}
