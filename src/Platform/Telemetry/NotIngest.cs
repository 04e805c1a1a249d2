using OpenTelemetry.Trace;

namespace Monolith.Platform.Telemetry;

/// <summary>
/// Leaves the requests out that bring telemetry in. A host that exports to itself would otherwise make a span for each
/// export, export that span, and never come to rest.
/// </summary>
internal sealed class NotIngest : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var (method, path) = ("", "");
        foreach (var tag in samplingParameters.Tags ?? [])
        {
            (method, path) = tag.Key switch
            {
                "http.request.method" => (tag.Value as string ?? "", path),
                "url.path" => (method, tag.Value as string ?? ""),
                _ => (method, path),
            };
        }

        var isIngest =
            string.Equals(method, "POST", StringComparison.Ordinal)
            && (
                path.StartsWith("/v1/", StringComparison.Ordinal)
                || path.StartsWith("/dapr/", StringComparison.Ordinal)
                || path.Equals("/api/v1/logs", StringComparison.Ordinal)
            );
        return new SamplingResult(isIngest ? SamplingDecision.Drop : SamplingDecision.RecordAndSample);
    }
}
