using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Monolith.Audit.Export;
using Monolith.Audit.Keeping;
using Monolith.Platform.Outgoing;

namespace Monolith.Audit.Anchoring;

/// <summary>Keeps an export in a bucket, one below the prefix for each tenant. With a lock, nobody can change or delete what is there
/// before its time, those who run Monolith included. What is locked is locked for as long as the trail itself keeps it at least, and
/// held while the trail is: what is written by being written so, what is there already by <see cref="HoldKeeper"/>.</summary>
internal sealed class S3Anchor(
    string name,
    AnchorOptions options,
    AnchorHttp http,
    TrailExporter exporter,
    KeepingStore keeping,
    TimeProvider clock
) : ExportAnchor(name, exporter, clock), IHolding
{
    private const int MaxListed = 500;
    private const int AtOnce = 8;

    private readonly TimeProvider _clock = clock;

    /// <inheritdoc/>
    public override AnchorType Type => AnchorType.S3;

    /// <inheritdoc/>
    protected override async Task<IExportTarget> TargetOfAsync(string tenant, CancellationToken cancellationToken) =>
        new Bucket(this, tenant, LockOf(await keeping.OfAsync(tenant, cancellationToken)));

    /// <inheritdoc/>
    public async Task<bool?> IsToBeHeldAsync(string tenant, CancellationToken cancellationToken) =>
        IsLocked ? LockOf(await keeping.OfAsync(tenant, cancellationToken)).IsHeld : null;

    /// <inheritdoc/>
    public async Task<HeldPart> HoldAsync(
        string tenant,
        bool isHeld,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var (listed, isAll) = await ListAsync($"{Prefix}{tenant}/", after, cancellationToken);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(listed, parallel, async (key, stop) => await HoldAsync(key, isHeld, stop));
        return new HeldPart(listed.Count, isAll ? null : listed[^1]);
    }

    /// <summary>A bucket that was made without locks refuses all of them, so that none is asked for unless configuration says so.</summary>
    private ObjectLock LockOf(TrailKeeping kept)
    {
        var asked = kept.KeepDays is { } days ? TimeSpan.FromDays(days) : TimeSpan.Zero;
        return new ObjectLock(
            options.RetainFor is { } least ? TimeSpan.FromTicks(Math.Max(least.Ticks, asked.Ticks)) : null,
            options.LegalHold || (IsLocked && kept.Holds.Count > 0)
        );
    }

    private async Task PutAsync(
        string key,
        ReadOnlyMemory<byte> content,
        ObjectLock locked,
        CancellationToken cancellationToken
    )
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (locked.RetainFor is { } time)
        {
            headers["x-amz-object-lock-mode"] = options.LockMode == LockMode.Compliance ? "COMPLIANCE" : "GOVERNANCE";
            headers["x-amz-object-lock-retain-until-date"] = (_clock.GetUtcNow() + time).UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss'Z'",
                CultureInfo.InvariantCulture
            );
        }

        if (locked.IsHeld)
        {
            headers["x-amz-object-lock-legal-hold"] = "ON";
        }

        if (options.StorageClass is { } kind && key.Contains($"/{ExportLayout.Segments}", StringComparison.Ordinal))
        {
            headers["x-amz-storage-class"] = kind;
        }

        FailUnlessTaken(await SendAsync(HttpMethod.Put, $"/{key}", "", content, headers, cancellationToken), key);
    }

    /// <summary>Holds an object that is there, or lets go of it. One that has gone needs neither.</summary>
    private async Task HoldAsync(string key, bool isHeld, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(
            $"<LegalHold xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Status>{(isHeld ? "ON" : "OFF")}</Status></LegalHold>"
        );
        var answer = await SendAsync(HttpMethod.Put, $"/{key}", "legal-hold=", body, [], cancellationToken);
        if (answer.Status != HttpStatusCode.NotFound)
        {
            FailUnlessTaken(answer, $"a legal hold of {key}");
        }
    }

    /// <summary>The names that come next, and whether none come after them: the storage gives out as many as it likes.</summary>
    private async Task<(IReadOnlyList<string> Names, bool IsAll)> ListAsync(
        string prefix,
        string? after,
        CancellationToken cancellationToken
    )
    {
        // The signature is over the parameters in the order of their names.
        var query = $"list-type=2&max-keys={MaxListed}&prefix={Uri.EscapeDataString(prefix)}";
        query += after is null ? "" : $"&start-after={Uri.EscapeDataString(after)}";
        var answer = await SendAsync(HttpMethod.Get, "", query, default, [], cancellationToken);
        FailUnlessTaken(answer, "a list of what is there");
        try
        {
            using var body = new MemoryStream(answer.Body, writable: false);
            var list = XDocument.Load(body).Descendants().ToList();
            var names = list.Where(e => e.Name.LocalName == "Key").Select(e => e.Value).ToList();
            var goesOn = list.Exists(e => e.Name.LocalName == "IsTruncated" && e.Value == "true");
            return (names, names.Count == 0 || !goesOn);
        }
        catch (XmlException e)
        {
            throw new AnchorException("The storage answers with no list to a list of what is there.", e);
        }
    }

    private static void FailUnlessTaken((HttpStatusCode Status, byte[] Body) answer, string what)
    {
        if (answer.Status is < HttpStatusCode.OK or >= HttpStatusCode.MultipleChoices)
        {
            throw new AnchorException($"The storage answers {(int)answer.Status} to {what}.");
        }
    }

    private Task<(HttpStatusCode Status, byte[] Body)> SendAsync(
        HttpMethod method,
        string name,
        string query,
        ReadOnlyMemory<byte> content,
        Dictionary<string, string> headers,
        CancellationToken cancellationToken
    )
    {
        var endpoint = options.Url!;
        var path = AwsSignature.PathOf($"{endpoint.AbsolutePath.TrimEnd('/')}/{options.Bucket}{name}");
        var (now, hash) = (_clock.GetUtcNow(), AwsSignature.HashOf(content.Span));
        headers["host"] = endpoint.IsDefaultPort ? endpoint.Host : $"{endpoint.Host}:{endpoint.Port}";
        headers[AwsSignature.ContentHeader] = hash;
        headers[AwsSignature.TimeHeader] = AwsSignature.TimeOf(now);
        var address = $"{endpoint.GetLeftPart(UriPartial.Authority)}{path}{(query.Length > 0 ? $"?{query}" : "")}";
        var request = new HttpRequestMessage(method, new Uri(address));
        if (method == HttpMethod.Put)
        {
            // What is locked must come with a checksum.
            headers["x-amz-checksum-sha256"] = Convert.ToBase64String(SHA256.HashData(content.Span));
            request.Content = new ReadOnlyMemoryContent(content);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        }

        foreach (var (header, value) in headers)
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
            AwsSignature.Of(signer, method.Method, path, query, headers, hash, now)
        );
        return http.SendAsync(request, cancellationToken);
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

    private bool IsLocked => options.RetainFor is not null || options.LegalHold;
}
