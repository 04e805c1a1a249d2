using Monolith.Platform.Security;
using Monolith.Processing.Routing.Destinations;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Routing.Sending;

/// <summary>Sends records by OTLP/HTTP in protobuf: to another Monolith, a collector, or whatever else takes it.</summary>
internal sealed class OtlpSender(TenantId tenant, OtlpSettings settings, DestinationHttp http) : ISender
{
    private readonly OtlpRequest _request = new();

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingBatch batch, CancellationToken cancellationToken)
    {
        var request = http.Post(tenant, settings, "/v1/logs", _request.Of(batch), "application/x-protobuf");

        // OTLP has no ids of records. Another Monolith takes a request with a key that it knows once only.
        request.Headers.Add("Idempotency-Key", batch.Id);
        return (await http.SendAsync(request, cancellationToken)).Result;
    }
}
