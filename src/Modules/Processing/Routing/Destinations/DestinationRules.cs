using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using FluentValidation;
using FluentValidation.Results;
using Monolith.Platform.Security;

namespace Monolith.Processing.Routing.Destinations;

/// <summary>What a destination must be like.</summary>
internal static partial class DestinationRules
{
    /// <summary>The most bytes of a request.</summary>
    public const int MaxBytes = 64 * 1024;

    private const long LeastQueueBytes = 64 * 1024;
    private const int MaxText = 500;
    private const int MaxHeaders = 20;

    // What a header may not be used for: these say who Monolith is, or belong to the request itself.
    private static readonly HashSet<string> OwnHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization",
        "Connection",
        "Content-Encoding",
        "Content-Length",
        "Content-Type",
        "Cookie",
        "Host",
        "Proxy-Authorization",
        "Transfer-Encoding",
    };

    /// <summary>Looks at a destination that somebody wants to keep.</summary>
    /// <exception cref="ValidationException">It is wrong.</exception>
    public static void Check(
        Destination destination,
        TenantId tenant,
        DestinationSecrets secrets,
        DestinationPlans plans
    )
    {
        var failures = WrongWith(destination)
            .Concat(WrongWithKind(destination, tenant, secrets))
            .Select(wrong => new ValidationFailure(wrong.Field, wrong.Message))
            .ToList();
        if (failures.Count == 0 && plans.Forbidden(tenant, destination) is { } host)
        {
            failures.Add(
                new ValidationFailure(
                    destination.Kinds().Single().Name,
                    $"The tenant's plan does not let records go to '{host}'."
                )
            );
        }

        if (failures.Count > 0)
        {
            throw new ValidationException(failures);
        }
    }

    /// <summary>What an id must be.</summary>
    public static string IdRule => "id must be lower-case letters, digits, '-', '_' and '.', at most 64 of them.";

    /// <summary>Whether a destination may have this id: it becomes part of addresses, of ids of documents and of folders.</summary>
    public static bool IsId(string text) => Ids().IsMatch(text);

    private static IEnumerable<(string Field, string Message)> WrongWith(Destination destination)
    {
        if (destination.Id is { } id && !IsId(id))
        {
            yield return ("id", IdRule);
        }

        if (destination.Description?.Length > MaxText)
        {
            yield return ("description", $"description may have {MaxText} characters.");
        }

        if (destination.QueueMaxBytes < LeastQueueBytes)
        {
            yield return ("queue_max_bytes", $"queue_max_bytes must be at least {LeastQueueBytes}.");
        }
    }

    private static IEnumerable<(string Field, string Message)> WrongWithKind(
        Destination destination,
        TenantId tenant,
        DestinationSecrets secrets
    )
    {
        var kinds = destination.Kinds().ToList();
        if (kinds is not [var (name, settings)])
        {
            yield return (
                "kind",
                "There must be exactly one kind: monolith, otlp, elasticsearch, loki, s3, webhook, "
                    + "syslog, dapr_topic, dapr_binding or sentry."
            );
            yield break;
        }

        foreach (var (field, message) in WrongWithSettings(settings))
        {
            yield return ($"{name}.{field}", message);
        }

        foreach (var (field, secret) in SecretsOf(settings))
        {
            if (!secrets.Has(tenant, secret))
            {
                yield return (
                    $"{name}.{field}",
                    $"There is no secret '{secret}'. Modules:Processing:Routing:Secrets has them."
                );
            }
        }
    }

    private static IEnumerable<(string Field, string Message)> WrongWithSettings(object settings) =>
        settings switch
        {
            IHttpSettings http => WrongWithHttp(http),
            S3Settings s3 => WrongWithS3(s3),
            SyslogSettings syslog => WrongWithSyslog(syslog),
            DaprTopicSettings topic => Missing(("component", topic.Component), ("topic", topic.Topic)),
            DaprBindingSettings binding => Missing(("component", binding.Component), ("operation", binding.Operation)),
            SentrySettings => [],
            _ => throw new ArgumentException("Not a known kind of destination.", nameof(settings)),
        };

    private static IEnumerable<(string Field, string Message)> WrongWithHttp(IHttpSettings settings)
    {
        if (!IsUrl(settings.Url))
        {
            yield return ("url", "url must be an http or https address without user and password.");
        }

        if (settings.Auth is { Scheme: AuthScheme.Basic, User: null or "" })
        {
            yield return ("auth.user", "basic needs a user.");
        }

        foreach (var (name, value) in settings.Headers ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (!HeaderNames().IsMatch(name) || OwnHeaders.Contains(name) || value.AsSpan().ContainsAny('\r', '\n'))
            {
                yield return ("headers", $"'{name}' cannot be set. Secrets go into auth.");
            }
        }

        if (settings.Headers?.Count > MaxHeaders)
        {
            yield return ("headers", $"There may be {MaxHeaders} headers.");
        }

        if (settings is ElasticsearchSettings { Index: var index } && !Indices().IsMatch(index))
        {
            yield return ("index", "index must be the name of an index or data stream, in lower case.");
        }

        foreach (var label in (settings as LokiSettings)?.Labels?.Keys ?? [])
        {
            if (!LabelNames().IsMatch(label))
            {
                yield return ("labels", $"'{label}' is no name of a label.");
            }
        }
    }

    private static IEnumerable<(string Field, string Message)> WrongWithS3(S3Settings settings)
    {
        if (!IsUrl(settings.Endpoint))
        {
            yield return ("endpoint", "endpoint must be an http or https address without user and password.");
        }

        if (!Buckets().IsMatch(settings.Bucket))
        {
            yield return ("bucket", "bucket must be the name of a bucket.");
        }

        if (settings.GatherSeconds is < 0 or > 3600)
        {
            yield return ("gather_seconds", "gather_seconds must be 0 to 3600.");
        }

        foreach (var wrong in Missing(("access_key", settings.AccessKey), ("region", settings.Region)))
        {
            yield return wrong;
        }
    }

    private static IEnumerable<(string Field, string Message)> WrongWithSyslog(SyslogSettings settings)
    {
        if (Uri.CheckHostName(settings.Host) == UriHostNameType.Unknown)
        {
            yield return ("host", "host must be a name or an address.");
        }

        if (settings.Port is < 1 or > 65_535)
        {
            yield return ("port", "port must be 1 to 65535.");
        }

        if (settings.Facility is < 0 or > 23)
        {
            yield return ("facility", "facility must be 0 to 23.");
        }

        if (settings.Ca is { } ca && (settings.Transport != SyslogTransport.Tls || !IsCertificates(ca)))
        {
            yield return ("ca", "ca must be certificates as PEM, and goes with the transport tls.");
        }
    }

    private static IEnumerable<(string Field, string Message)> Missing(params (string Field, string Value)[] fields) =>
        fields
            .Where(f => string.IsNullOrWhiteSpace(f.Value) || f.Value.Length > MaxText)
            .Select(f => (f.Field, $"{f.Field} must have 1 to {MaxText} characters."));

    private static IEnumerable<(string Field, string Secret)> SecretsOf(object settings)
    {
        if (settings is IHttpSettings { Auth: { } auth })
        {
            yield return ("auth.secret", auth.Secret);
        }

        switch (settings)
        {
            case WebhookSettings { Secret: { } secret }:
                yield return ("secret", secret);
                break;
            case S3Settings s3:
                yield return ("secret", s3.Secret);
                break;
            case SentrySettings sentry:
                yield return ("dsn", sentry.Dsn);
                break;
        }
    }

    private static bool IsCertificates(string pem)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(pem);
            return certificates.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
        && url.UserInfo.Length == 0;

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9\-_.]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Ids();

    [GeneratedRegex(@"\A[A-Za-z0-9\-_]{1,100}\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex HeaderNames();

    [GeneratedRegex(@"\A[a-z0-9.][a-z0-9\-_.]{0,254}\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Indices();

    [GeneratedRegex(@"\A[a-zA-Z_][a-zA-Z0-9_]{0,99}\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex LabelNames();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Buckets();
}
