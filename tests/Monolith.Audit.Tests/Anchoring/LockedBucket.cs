using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Monolith.Audit.Tests.Anchoring;

/// <summary>A bucket with versions and Object Lock, as far as anchors know of one: nothing that is locked is deleted or gets a shorter
/// time, what is locked comes with a checksum, and what is there is listed a few at a time, held and let go of.</summary>
internal sealed class LockedBucket : IAsyncDisposable
{
    // Fewer than it is asked for, as storage may.
    public const int MaxListed = 5;
    private static readonly XNamespace S3 = "http://s3.amazonaws.com/doc/2006-03-01/";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, List<Version>> _objects = new(StringComparer.Ordinal);

    private LockedBucket()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapGet("/{bucket}", List);
        _app.Map("/{bucket}/{**key}", AnswerAsync);
    }

    public Uri Url => new(_app.Urls.Single());

    /// <summary>While it is true, everything is answered with 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>What writes wait for.</summary>
    public Task MayWrite { get; set; } = Task.CompletedTask;

    /// <summary>Whether somebody waits to write.</summary>
    public bool IsWaitedFor { get; private set; }

    /// <summary>How many objects may be held or let go of yet; null for any number.</summary>
    public int? HoldsLeft { get; set; }

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

        var there = _objects.GetValueOrDefault($"{bucket}/{key}");
        if (request.Query.ContainsKey("legal-hold"))
        {
            return there is null ? TypedResults.NotFound() : await HoldAsync(there, request);
        }

        if (HttpMethods.IsDelete(request.Method))
        {
            return there?.Exists(v => v.IsHeld || v.RetainUntil > TimeProvider.System.GetUtcNow()) == true
                ? TypedResults.StatusCode(StatusCodes.Status403Forbidden)
                : TypedResults.NoContent();
        }

        IsWaitedFor = true;
        await MayWrite;
        var isLocked = request.Headers.ContainsKey("x-amz-object-lock-mode");
        if (await ReadAsync(request) is not { } content)
        {
            return TypedResults.BadRequest();
        }

        var version = new Version(
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
        );
        _objects.AddOrUpdate($"{bucket}/{key}", _ => [version], (_, versions) => [.. versions, version]);
        return TypedResults.Ok();
    }

    /// <summary>What comes in, if the hashes that were signed are its own; null when they are not.</summary>
    private static async Task<byte[]?> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var content = body.ToArray();
        var hash = SHA256.HashData(content);
        return
            request.Headers["x-amz-content-sha256"] == Convert.ToHexStringLower(hash)
            && request.Headers["x-amz-checksum-sha256"] == Convert.ToBase64String(hash)
            && request
                .Headers.Authorization.ToString()
                .Contains("x-amz-checksum-sha256;x-amz-content-sha256;", StringComparison.Ordinal)
            ? content
            : null;
    }

    private IResult List(string bucket, HttpRequest request)
    {
        if (IsDown)
        {
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        var (prefix, after) = ($"{bucket}/{request.Query["prefix"]}", $"{bucket}/{request.Query["start-after"]}");
        var names = _objects
            .Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Where(name => string.CompareOrdinal(name, after) > 0)
            .Order(StringComparer.Ordinal)
            .ToList();
        var contents = names
            .Take(MaxListed)
            .Select(n => new XElement(S3 + "Contents", new XElement(S3 + "Key", n[(bucket.Length + 1)..])));
        var list = new XElement(
            S3 + "ListBucketResult",
            new XElement(S3 + "IsTruncated", names.Count > MaxListed),
            contents
        );
        return TypedResults.Text($"{list}", "application/xml");
    }

    private async Task<IResult> HoldAsync(List<Version> versions, HttpRequest request)
    {
        if (HoldsLeft is <= 0 || await ReadAsync(request) is not { } content)
        {
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        HoldsLeft--;
        var status = XElement.Parse(Encoding.UTF8.GetString(content)).Element(S3 + "Status")!.Value;
        versions[^1] = versions[^1] with { IsHeld = status == "ON" };
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
