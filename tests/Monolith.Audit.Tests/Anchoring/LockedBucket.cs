using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Monolith.Audit.Tests.Anchoring;

/// <summary>A bucket with versions and Object Lock, as far as anchors know of one: nothing that is locked is deleted or gets a shorter
/// time, and what is locked comes with a checksum.</summary>
internal sealed class LockedBucket : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, List<Version>> _objects = new(StringComparer.Ordinal);

    private LockedBucket()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Map("/{bucket}/{**key}", AnswerAsync);
    }

    public Uri Url => new(_app.Urls.Single());

    /// <summary>While it is true, everything is answered with 503.</summary>
    public bool IsDown { get; set; }

    public static async Task<LockedBucket> StartAsync()
    {
        var bucket = new LockedBucket();
        await bucket._app.StartAsync();
        return bucket;
    }

    /// <summary>The newest version of each object.</summary>
    public IReadOnlyDictionary<string, Version> Newest =>
        _objects.ToDictionary(o => o.Key, o => o.Value[^1], StringComparer.Ordinal);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> AnswerAsync(string bucket, string key, HttpRequest request)
    {
        if (IsDown)
        {
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        var versions = _objects.GetOrAdd($"{bucket}/{key}", _ => []);
        if (HttpMethods.IsDelete(request.Method))
        {
            return versions.Exists(v => v.IsHeld || v.RetainUntil > TimeProvider.System.GetUtcNow())
                ? TypedResults.StatusCode(StatusCodes.Status403Forbidden)
                : TypedResults.NoContent();
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var content = body.ToArray();
        var isLocked = request.Headers.ContainsKey("x-amz-object-lock-mode");
        if (
            request.Headers["x-amz-content-sha256"] != Convert.ToHexStringLower(SHA256.HashData(content))
            || (
                isLocked && request.Headers["x-amz-checksum-sha256"] != Convert.ToBase64String(SHA256.HashData(content))
            )
            || !request
                .Headers.Authorization.ToString()
                .Contains("x-amz-checksum-sha256;x-amz-content-sha256;", StringComparison.Ordinal)
        )
        {
            return TypedResults.BadRequest();
        }

        versions.Add(
            new Version(
                content,
                isLocked
                    ? DateTimeOffset.Parse(
                        request.Headers["x-amz-object-lock-retain-until-date"].ToString(),
                        CultureInfo.InvariantCulture
                    )
                    : null,
                request.Headers["x-amz-object-lock-mode"].ToString(),
                request.Headers["x-amz-object-lock-legal-hold"] == "ON",
                request.Headers["x-amz-storage-class"].ToString()
            )
        );
        return TypedResults.Ok();
    }

    internal sealed record Version(
        byte[] Content,
        DateTimeOffset? RetainUntil,
        string Mode,
        bool IsHeld,
        string StorageClass
    );
}
