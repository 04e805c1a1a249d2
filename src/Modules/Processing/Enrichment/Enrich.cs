using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Enrichment.GeoIp;
using Monolith.Processing.Enrichment.Network;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Enrichment;

/// <summary>Says what follows from what a record says: what it belongs to, who asked for what, where it ran, and what it is about.
/// The tables are in docs/enrichment.md. Never fails, and allocates nothing but for user agents seen for the first time.</summary>
internal sealed class Enrich(EnrichSettings settings, Countries countries) : RecordStage
{
    private static readonly AttributeName NetworkName = AttributeName.Of("client.network"u8);
    private static readonly AttributeName CountryName = AttributeName.Of("client.geo.country_iso_code"u8);

    private readonly DatabaseRecords _databases = new(settings.SlowQueryMs);

    public override Verdict Apply(LogRecord record, in StageContext context)
    {
        var found = Recognised.In(record);
        Correlation.Fill(record, in found, context, settings.MakeCorrelationId);
        Deployment.Name(record, in found);
        if (settings.Routes && record.HttpRoute.IsEmpty && !record.HttpUrl.IsEmpty)
        {
            record.HttpRoute = RouteTemplates.Of(record.HttpUrl, context.Scratch);
        }

        if (settings.UserAgents && !record.UserAgent.IsEmpty)
        {
            UserAgents.Describe(record, mayBeNamed: found.NamesAgent);
        }

        if (settings.Clients && !record.ClientAddress.IsEmpty)
        {
            DescribeClient(record);
        }

        if (settings.Models && found.IsModel)
        {
            ModelTelemetry.Normalise(record, context);
        }

        if (settings.Databases && found.IsDatabase)
        {
            _databases.Normalise(record, context);
        }

        return Verdict.Keep;
    }

    private void DescribeClient(LogRecord record)
    {
        if (!AddressText.TryRead(record.ClientAddress.Span, out var address))
        {
            return;
        }

        var network = NetworkClass.Of(address);
        record.Attributes.Add(NetworkName, network);
        if (NetworkClass.IsPublic(network) && countries.Of(address) is { IsEmpty: false } country)
        {
            record.Attributes.Add(CountryName, country);
        }
    }
}
