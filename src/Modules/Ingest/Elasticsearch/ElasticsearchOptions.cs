using System.ComponentModel.DataAnnotations;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>What clients of Elasticsearch are told about the server. Section <c>Modules:Ingest:Elasticsearch</c>.</summary>
internal sealed class ElasticsearchOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Modules:Ingest:Elasticsearch";

    /// <summary>The version that <c>GET /</c> names. Older Beats refuse a server that is older than they are, and Logstash has
    /// templates only for the major versions that it knows.</summary>
    [RegularExpression(
        @"^\d{1,3}\.\d{1,3}\.\d{1,3}$",
        ErrorMessage = "Modules:Ingest:Elasticsearch:Version must be three numbers with points between them."
    )]
    public string Version { get; init; } = "8.19.0";

    /// <summary>The flavor that <c>GET /</c> names. With <c>serverless</c>, shippers leave out index lifecycle policies.</summary>
    [AllowedValues(
        "default",
        "serverless",
        ErrorMessage = "Modules:Ingest:Elasticsearch:BuildFlavor must be default or serverless."
    )]
    public string BuildFlavor { get; init; } = "default";
}
