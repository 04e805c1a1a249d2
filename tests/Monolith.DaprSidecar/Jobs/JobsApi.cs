using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.DaprSidecar.Http;
using Monolith.DaprSidecar.Resiliency;
using Monolith.DaprSidecar.Schedules;

namespace Monolith.DaprSidecar.Jobs;

/// <summary>Adds, shows and removes the jobs of the app.</summary>
internal sealed class JobsApi(Broker broker, SidecarOptions options)
{
    private static readonly Retry DefaultFailure = Retry.Constant(TimeSpan.FromSeconds(1), maxRetries: 3);
    private readonly JobTable _jobs = broker.Outside.Jobs(options.AppId);

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var version in new[] { "v1.0", "v1.0-alpha1" })
        {
            routes.MapPost($"/{version}/jobs/{{name}}", AddAsync);
            routes.MapGet($"/{version}/jobs/{{name}}", Get);
            routes.MapDelete($"/{version}/jobs/{{name}}", Delete);
        }
    }

    private async Task AddAsync(HttpContext context)
    {
        var name = context.Request.Route("name");
        var body = await context.Request.ReadJsonAsync(Malformed);
        if (body.ValueKind != JsonValueKind.Object || body.TryGetProperty("name", out _))
        {
            throw Malformed("an object without a name is wanted: the name is in the path");
        }

        var overwrite = body.TryGetProperty("overwrite", out var flag) && flag.ValueKind == JsonValueKind.True;
        if (!_jobs.TryAdd(Read(name, body), overwrite))
        {
            throw new ApiException(409, "DAPR_SCHEDULER_JOB_ALREADY_EXISTS", $"job already exists: {name}");
        }

        context.Response.NoContent();
    }

    private Task Get(HttpContext context)
    {
        var name = context.Request.Route("name");
        var job = _jobs.Get(name) ?? throw new ApiException(500, "DAPR_SCHEDULER_GET_JOB", $"job not found: {name}");
        var shown = JsonObject.Create(job.Definition)!;
        shown["name"] = name;
        if (shown.Remove("data", out var data))
        {
            shown["data"] = new JsonObject
            {
                ["@type"] = "type.googleapis.com/google.protobuf.Value",
                ["value"] = data,
            };
        }

        return context.Response.WriteJsonAsync(shown);
    }

    private Task Delete(HttpContext context)
    {
        _jobs.Remove(context.Request.Route("name"));
        context.Response.NoContent();
        return Task.CompletedTask;
    }

    private Job Read(string name, JsonElement body)
    {
        var now = options.Clock.GetUtcNow();
        Schedule? schedule = null;
        if (Text(body, "schedule") is { } wanted && !Schedule.TryParse(wanted, out schedule))
        {
            throw Malformed($"the schedule {wanted} cannot be read");
        }

        var dueAt = Time(body, "dueTime", now) ?? schedule?.Next(now) ?? throw Empty();
        int? repeats =
            body.TryGetProperty("repeats", out var count) && count.TryGetInt32(out var number) && number > 0
                ? number
                : null;
        return new Job(name, body, schedule, repeats, Time(body, "ttl", now), Failure(body)) { DueAt = dueAt };
    }

    private static Retry? Failure(JsonElement body)
    {
        if (!body.TryGetProperty("failurePolicy", out var policy))
        {
            return DefaultFailure;
        }

        if (!policy.TryGetProperty("constant", out var constant))
        {
            return null;
        }

        var retries =
            constant.TryGetProperty("maxRetries", out var max) && max.TryGetInt32(out var number) ? number : -1;
        return Retry.Constant(
            Durations.TryParse(Text(constant, "interval"), out var pause) ? pause : TimeSpan.Zero,
            retries
        );
    }

    /// <summary>A moment, or a duration from now.</summary>
    private static DateTimeOffset? Time(JsonElement body, string name, DateTimeOffset now)
    {
        if (Text(body, name) is not { } text)
        {
            return null;
        }

        return Durations.TryParse(text, out var duration) ? now + duration
            : DateTimeOffset.TryParse(text, out var moment) ? moment
            : throw Malformed($"{name} cannot be read: {text}");
    }

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ApiException Malformed(string why) => new(400, "DAPR_SCHEDULER_SCHEDULE_JOB", why);

    private static ApiException Empty() =>
        new(400, "DAPR_SCHEDULER_SCHEDULE_EMPTY", "a schedule or a due time is wanted");
}
