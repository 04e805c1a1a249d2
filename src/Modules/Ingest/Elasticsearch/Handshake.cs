using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Platform.Reference;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>Tells clients what they ask before they send: which product and version this is, that it has a license, that it is
/// well, and where its nodes are.</summary>
internal static class Handshake
{
    private const string Name = "monolith";
    private const string LicenseId = "6d6f6e6f-6c69-7468-8000-000000000001";

    // The same for all installations: nothing but monitoring tells clusters apart by it.
    private const string ClusterId = "TW9ub2xpdGgtY2x1c3Rlcg";
    private const string NodeId = "TW9ub2xpdGgtbm9kZS0wMQ";
    private const string BuildHash = "0000000000000000000000000000000000000000";
    private const string BuildDate = "2025-01-01T00:00:00.000Z";
    private const int DefaultPort = 80;
    private const int DefaultTlsPort = 443;

    private static readonly string[] Read = [HttpMethods.Get, HttpMethods.Head];

    // What the pipelines of Filebeat's modules are made of. They are taken and not run; see docs/ingest/elasticsearch.md.
    private static readonly string[] Processors =
    [
        "append",
        "convert",
        "date",
        "dissect",
        "drop",
        "foreach",
        "geoip",
        "grok",
        "gsub",
        "json",
        "kv",
        "lowercase",
        "pipeline",
        "remove",
        "rename",
        "script",
        "set",
        "split",
        "trim",
        "uppercase",
        "uri_parts",
        "urldecode",
        "user_agent",
    ];

    private static readonly string[] Features = ["data_streams", "ilm", "security"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .Map("/", BannerAsync)
            .Describe(
                "Greets clients of Elasticsearch with the product and version that they ask for.",
                api => api.ForMethods(Read).GivesAny(StatusCodes.Status200OK, "The greeting.", "application/json")
            )
            .WithMetadata(new NotForBrowsers(Read))
            .WithOrder(-1);
        routes.MapMethods("/_license", Read, LicenseAsync);
        routes.MapMethods("/_xpack", Read, FeaturesAsync);
        routes.MapMethods("/_xpack/license", Read, LicenseAsync);
        routes.MapMethods("/_cluster/health", Read, HealthAsync);
        routes.MapMethods("/_cluster/health/{index}", Read, HealthAsync);
        routes.MapMethods("/_nodes", Read, NodesAsync);
        routes.MapMethods("/_nodes/{metric}", Read, NodesAsync);
        routes.MapMethods("/_nodes/{node}/{metric}", Read, NodesAsync);
    }

    private static Task BannerAsync(HttpContext context, IOptions<ElasticsearchOptions> options) =>
        ElasticsearchAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            json =>
            {
                json.WriteString("name", Name);
                json.WriteString("cluster_name", Name);
                json.WriteString("cluster_uuid", ClusterId);
                json.WriteStartObject("version");
                json.WriteString("number", options.Value.Version);
                json.WriteString("build_flavor", options.Value.BuildFlavor);
                json.WriteString("build_type", "tar");
                json.WriteString("build_hash", BuildHash);
                json.WriteString("build_date", BuildDate);
                json.WriteBoolean("build_snapshot", value: false);
                json.WriteString("lucene_version", "9.12.1");
                json.WriteString("minimum_wire_compatibility_version", "7.17.0");
                json.WriteString("minimum_index_compatibility_version", "7.0.0");
                json.WriteEndObject();
                json.WriteString("tagline", "You Know, for Search");
            }
        );

    private static Task LicenseAsync(HttpContext context) =>
        ElasticsearchAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            json =>
            {
                json.WriteStartObject("license");
                json.WriteString("status", "active");
                json.WriteString("uid", LicenseId);
                json.WriteString("type", "basic");
                json.WriteString("issue_date", BuildDate);
                json.WriteNumber("issue_date_in_millis", DateTimeOffset.Parse(BuildDate).ToUnixTimeMilliseconds());
                json.WriteNumber("max_nodes", 1000);
                json.WriteString("issued_to", Name);
                json.WriteString("issuer", Name);
                json.WriteNumber("start_date_in_millis", -1);
                json.WriteEndObject();
            }
        );

    private static Task FeaturesAsync(HttpContext context) =>
        ElasticsearchAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            json =>
            {
                json.WriteStartObject("build");
                json.WriteString("hash", BuildHash);
                json.WriteString("date", BuildDate);
                json.WriteEndObject();
                json.WriteStartObject("license");
                json.WriteString("uid", LicenseId);
                json.WriteString("type", "basic");
                json.WriteString("mode", "basic");
                json.WriteString("status", "active");
                json.WriteEndObject();
                json.WriteStartObject("features");
                foreach (var feature in Features)
                {
                    json.WriteStartObject(feature);
                    json.WriteBoolean("available", value: true);
                    json.WriteBoolean("enabled", value: true);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
                json.WriteString("tagline", "You know, for X");
            }
        );

    private static Task HealthAsync(HttpContext context) =>
        ElasticsearchAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            json =>
            {
                json.WriteString("cluster_name", Name);
                json.WriteString("status", "green");
                json.WriteBoolean("timed_out", value: false);
                json.WriteNumber("number_of_nodes", 1);
                json.WriteNumber("number_of_data_nodes", 1);
                json.WriteNumber("active_primary_shards", 1);
                json.WriteNumber("active_shards", 1);
                json.WriteNumber("relocating_shards", 0);
                json.WriteNumber("initializing_shards", 0);
                json.WriteNumber("unassigned_shards", 0);
                json.WriteNumber("delayed_unassigned_shards", 0);
                json.WriteNumber("number_of_pending_tasks", 0);
                json.WriteNumber("number_of_in_flight_fetch", 0);
                json.WriteNumber("task_max_waiting_in_queue_millis", 0);
                json.WriteNumber("active_shards_percent_as_number", 100.0);
            }
        );

    private static Task NodesAsync(
        HttpContext context,
        IOptions<ElasticsearchOptions> options,
        IOptions<IngestOptions> limits
    ) =>
        ElasticsearchAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            json =>
            {
                json.WriteStartObject("_nodes");
                json.WriteNumber("total", 1);
                json.WriteNumber("successful", 1);
                json.WriteNumber("failed", 0);
                json.WriteEndObject();
                json.WriteString("cluster_name", Name);
                json.WriteStartObject("nodes");
                json.WriteStartObject(NodeId);
                WriteNode(json, AddressOf(context.Request), options.Value, limits.Value.MaxBodyBytes);
                json.WriteEndObject();
                json.WriteEndObject();
            }
        );

    private static void WriteNode(Utf8JsonWriter json, string address, ElasticsearchOptions options, int maxBytes)
    {
        json.WriteString("name", Name);
        json.WriteString("version", options.Version);
        json.WriteString("build_flavor", options.BuildFlavor);
        json.WriteStartArray("roles");
        json.WriteStringValue("data");
        json.WriteStringValue("ingest");
        json.WriteStringValue("master");
        json.WriteEndArray();
        json.WriteStartObject("http");
        json.WriteStartArray("bound_address");
        json.WriteStringValue(address);
        json.WriteEndArray();
        json.WriteString("publish_address", address);
        json.WriteNumber("max_content_length_in_bytes", maxBytes);
        json.WriteEndObject();
        json.WriteStartObject("ingest");
        json.WriteStartArray("processors");
        foreach (var processor in Processors)
        {
            json.WriteStartObject();
            json.WriteString("type", processor);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // A client that looks for nodes is told the address that it found this one by: that works, whatever lies in between.
    private static string AddressOf(HttpRequest request)
    {
        var defaultPort = request.IsHttps ? DefaultTlsPort : DefaultPort;
        return $"{request.Host.Host}:{request.Host.Port ?? defaultPort}";
    }
}
