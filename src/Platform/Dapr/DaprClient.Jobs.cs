using System.Text.Json;

namespace Monolith.Platform.Dapr;

public sealed partial class DaprClient
{
    private const string JobsRoute = "/v1.0/jobs";

    /// <summary>Has the sidecar call <c>POST /job/{name}</c> on one replica of this app, at least once each time.
    /// <c>POST /v1.0/jobs/{name}</c></summary>
    public Task ScheduleJobAsync(string name, DaprJob job, CancellationToken cancellationToken = default) =>
        _transport.ExecuteAsync(DaprRequest.Post(DaprPath.Of(JobsRoute, name), job), cancellationToken);

    /// <summary>Reads a job back. <c>GET /v1.0/jobs/{name}</c></summary>
    /// <remarks>Its data comes back in an envelope of the scheduler's own.</remarks>
    public async Task<DaprJob> GetJobAsync(string name, CancellationToken cancellationToken = default) =>
        await ReadAsync<DaprJob>(DaprRequest.Get(DaprPath.Of(JobsRoute, name)), cancellationToken) ?? new DaprJob();

    /// <summary>Removes a job. <c>DELETE /v1.0/jobs/{name}</c></summary>
    public Task DeleteJobAsync(string name, CancellationToken cancellationToken = default) =>
        _transport.ExecuteAsync(
            new DaprRequest(HttpMethod.Delete, DaprPath.Of(JobsRoute, name)) { Repeat = DaprRepeat.Always },
            cancellationToken
        );
}

/// <summary>When a job runs. At least one of <see cref="Schedule"/> and <see cref="DueTime"/> is set.</summary>
public sealed record DaprJob
{
    /// <summary><c>@every 1m</c>, <c>@hourly</c>, or cron with six fields, seconds first.</summary>
    public string? Schedule { get; init; }

    /// <summary>The first or only time: RFC 3339, or a duration such as <c>10s</c>.</summary>
    public string? DueTime { get; init; }

    /// <summary>How many times it runs; null for no end.</summary>
    public int? Repeats { get; init; }

    /// <summary>When it ends: RFC 3339, or a duration.</summary>
    public string? Ttl { get; init; }

    /// <summary>The body of each call.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>True to replace a job of the same name, which is an error otherwise.</summary>
    public bool Overwrite { get; init; }

    /// <summary>What happens when a call fails; null for three more tries, a second apart.</summary>
    public DaprJobFailurePolicy? FailurePolicy { get; init; }
}

/// <summary>What happens when a job's call fails: one of the two.</summary>
/// <param name="Constant">It is tried again.</param>
/// <param name="Drop">It is not: an empty object.</param>
public sealed record DaprJobFailurePolicy(DaprJobRetry? Constant = null, object? Drop = null);

/// <summary>How a failed job is tried again.</summary>
/// <param name="Interval">A duration such as <c>5s</c>.</param>
/// <param name="MaxRetries">How often.</param>
public sealed record DaprJobRetry(string Interval, int MaxRetries);
