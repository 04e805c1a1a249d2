using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Contracts;
using Monolith.Platform.Security;

namespace Monolith.Audit.DataAccess;

/// <summary>What the trail says of a request for data: who asked what of when, and how much was given out. Never what.</summary>
internal static class AccessEntry
{
    private const int MaxQuestion = 4096;

    /// <param name="http">The request.</param>
    /// <param name="action">What was done by it.</param>
    /// <param name="access">What became known of it.</param>
    /// <param name="bytes">How much was given out.</param>
    /// <param name="failure">Why it was not answered, or not to its end; null when it was.</param>
    /// <param name="now">When it was over.</param>
    public static AuditEntry Of(
        HttpContext http,
        string action,
        Access access,
        long bytes,
        string? failure,
        DateTimeOffset now
    )
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["endpoint"] = $"{http.Request.Method} {(http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText}",
            ["rows"] = access.Rows.ToString(CultureInfo.InvariantCulture),
            ["bytes"] = bytes.ToString(CultureInfo.InvariantCulture),
        };
        Tell(
            "question",
            access.Question ?? Uri.UnescapeDataString((http.Request.QueryString.Value ?? "").TrimStart('?'))
        );
        Tell("query", access.Query);
        Tell("from", access.From ?? http.Request.Query["from"].ToString());
        Tell("to", access.To ?? http.Request.Query["to"].ToString());

        // A record, trace or correlation is named by the address; a search is one of all that the tenant has.
        var tenant = TenantId.Of(http.User).Value;
        var (kind, id) = http.Request.RouteValues is { Count: > 0 } values
            ? (values.First().Key, $"{values.First().Value}")
            : ("data", tenant);
        return new AuditEntry
        {
            Id = $"access.{Guid.CreateVersion7(now):N}",
            Tenant = tenant,
            Time = now,
            Action = action,
            Actor = Actor.Of(http.User),
            Target = new AuditTarget(kind, Shortened(id)),
            Outcome = failure is null ? AuditOutcome.Succeeded : AuditOutcome.Failed,
            Reason = failure ?? "",
            Details = details,
        };

        void Tell(string name, string? value)
        {
            if (string.IsNullOrEmpty(value))
            {
                return;
            }

            details[name] = Shortened(value);
            if (value.Length > MaxQuestion)
            {
                details[$"{name}_sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
            }
        }
    }

    private static string Shortened(string text)
    {
        if (text.Length <= MaxQuestion)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[MaxQuestion - 1]) ? MaxQuestion - 1 : MaxQuestion;
        return text[..end];
    }
}
