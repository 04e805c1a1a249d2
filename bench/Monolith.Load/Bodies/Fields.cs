using System.Globalization;
using Monolith.Host.Demo;

namespace Monolith.Load.Bodies;

/// <summary>What a record says beside its message, for protocols with flat fields of text.</summary>
internal static class Fields
{
    public static IEnumerable<(string Name, string Value)> Of(DemoRecord record)
    {
        yield return ("correlation_id", record.Action.CorrelationId);
        yield return ("request_id", record.Action.RequestId);
        yield return ("user_id", record.Action.UserId);
        yield return ("duration_ms", record.DurationMs.ToString(CultureInfo.InvariantCulture));
        yield return ("http.request.method", record.Http.Method);
        yield return ("http.route", record.Http.Route);
        yield return ("url.full", record.Http.Url);
        yield return ("http.response.status_code", record.Http.Status.ToString(CultureInfo.InvariantCulture));
        yield return ("client.address", record.Action.ClientAddress);
        yield return ("user_agent.original", record.Action.UserAgent);
        foreach (var (name, value) in record.Attributes)
        {
            yield return (name, Convert.ToString(value, CultureInfo.InvariantCulture)!);
        }

        yield return ("demo.seq", record.Sequence.ToString(CultureInfo.InvariantCulture));
    }
}
