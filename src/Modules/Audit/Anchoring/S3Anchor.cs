using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Monolith.Audit.Export;
using Monolith.Audit.Keeping;
using Monolith.Platform.Outgoing;

namespace Monolith.Audit.Anchoring;

/// <summary>Keeps an export in a bucket, one below the prefix for each tenant. With a lock, nobody can change or delete what is there
/// before its time, those who run Monolith included. What is locked is locked for as long as the trail itself keeps it at least, and
/// held while the trail is.</summary>
internal sealed class S3Anchor(
    string name,
    AnchorOptions options,
    AnchorHttp http,
    TrailExporter exporter,
    KeepingStore keeping,
    TimeProvider clock
) : ExportAnchor(name, exporter, clock)
{
    private readonly TimeProvider _clock = clock;

    /// <inheritdoc/>
    public override AnchorType Type => AnchorType.S3;

    /// <inheritdoc/>
    protected override async Task<IExportTarget> TargetOfAsync(string tenant, CancellationToken cancellationToken) =>
        new Bucket(this, tenant, LockOf(await keeping.OfAsync(tenant, cancellationToken)));

    /// <summary>A bucket that was made without locks refuses all of them, so that none is asked for unless configuration says so.</summary>
    private ObjectLock LockOf(TrailKeeping kept)
    {
        var asked = kept.KeepDays is { } days ? TimeSpan.FromDays(days) : TimeSpan.Zero;
        var isLocked = options.RetainFor is not null || options.LegalHold;
        return new ObjectLock(
            options.RetainFor is { } least ? TimeSpan.FromTicks(Math.Max(least.Ticks, asked.Ticks)) : null,
            options.LegalHold || (isLocked && kept.Holds.Count > 0)
        );
    }

    private async Task PutAsync(
        string key,
        ReadOnlyMemory<byte> content,
        ObjectLock locked,
        CancellationToken cancellationToken
    )
    {
        var (status, _) = await http.SendAsync(Request(key, content, locked), cancellationToken);
        if (status is < HttpStatusCode.OK or >= HttpStatusCode.MultipleChoices)
        {
            throw new AnchorException($"The storage answers {(int)status} to {key}.");
        }
    }

    private HttpRequestMessage Request(string key, ReadOnlyMemory<byte> content, ObjectLock locked)
    {
        var endpoint = options.Url!;
        var path = AwsSignature.PathOf($"{endpoint.AbsolutePath.TrimEnd('/')}/{options.Bucket}/{key}");
        var (now, hash) = (_clock.GetUtcNow(), AwsSignature.HashOf(content.Span));
        var signed = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = endpoint.IsDefaultPort ? endpoint.Host : $"{endpoint.Host}:{endpoint.Port}",
            [AwsSignature.ContentHeader] = hash,
            [AwsSignature.TimeHeader] = AwsSignature.TimeOf(now),

            // What is locked must come with a checksum.
            ["x-amz-checksum-sha256"] = Convert.ToBase64String(SHA256.HashData(content.Span)),
        };
        if (locked.RetainFor is { } time)
        {
            signed["x-amz-object-lock-mode"] = options.LockMode == LockMode.Compliance ? "COMPLIANCE" : "GOVERNANCE";
            signed["x-amz-object-lock-retain-until-date"] = (now + time).UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss'Z'",
                CultureInfo.InvariantCulture
            );
        }

        if (locked.IsHeld)
        {
            signed["x-amz-object-lock-legal-hold"] = "ON";
        }

        if (options.StorageClass is { } kind && key.Contains($"/{ExportLayout.Segments}", StringComparison.Ordinal))
        {
            signed["x-amz-storage-class"] = kind;
        }

        var request = new HttpRequestMessage(
            HttpMethod.Put,
            new Uri($"{endpoint.GetLeftPart(UriPartial.Authority)}{path}")
        )
        {
            Content = new ReadOnlyMemoryContent(content),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        foreach (var (header, value) in signed)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        var signer = new AwsSignature.Signer(
            options.AccessKey!,
            Encoding.UTF8.GetBytes(options.Secret!),
            options.Region,
            "s3"
        );
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            AwsSignature.Of(signer, "PUT", path, query: "", signed, hash, now)
        );
        return request;
    }

    private sealed class Bucket(S3Anchor anchor, string tenant, ObjectLock locked) : IExportTarget
    {
        public Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            anchor.PutAsync($"{anchor.Prefix}{tenant}/{name}", content, locked, cancellationToken);
    }

    /// <param name="RetainFor">For how long nobody can change or delete what is written; null for no lock.</param>
    /// <param name="IsHeld">Whether it is held besides, until somebody releases it.</param>
    private sealed record ObjectLock(TimeSpan? RetainFor, bool IsHeld);

    private string Prefix => options.Prefix;
}
