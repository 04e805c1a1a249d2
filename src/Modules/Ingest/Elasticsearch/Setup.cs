using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>
/// Takes what shippers set up before they send: templates, lifecycle policies, pipelines, data streams, indices. The tables are
/// as they are, so nothing of it is kept: all of them are said to be there, and each is acknowledged when it is sent.
/// </summary>
internal static class Setup
{
    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] WriteMethods = [HttpMethods.Put, HttpMethods.Post];
    private static readonly string[] RefreshMethods = [HttpMethods.Get, HttpMethods.Post];

    public static void Map(IEndpointRouteBuilder routes)
    {
        MapKind(routes, "/_index_template", (json, name) => WriteListed(json, "index_template", name));
        MapKind(routes, "/_component_template", (json, name) => WriteListed(json, "component_template", name));
        MapKind(routes, "/_template", WriteTemplate);
        MapKind(routes, "/_ilm/policy", WritePolicy);
        MapKind(routes, "/_ingest/pipeline", WritePipeline);
        MapKind(routes, "/_data_stream", WriteDataStream);
        MapKind(routes, "/_alias", WriteAlias);
        routes.MapMethods(
            "/{index}/_alias/{name}",
            ReadMethods,
            (HttpContext context, string name) => AnswerAsync(context, name, WriteAlias)
        );
        routes.MapMethods("/{index}/_alias/{name}", WriteMethods, AcknowledgeAsync);
        routes.MapMethods("/_data_stream/{name}/_lifecycle", WriteMethods, AcknowledgeAsync);
        routes.MapMethods("/_refresh", RefreshMethods, RefreshAsync);
        routes.MapMethods("/{index}/_refresh", RefreshMethods, RefreshAsync);
        routes
            .Map("/{index}", IndexAsync)
            .Describe(
                "Says that an index is there, or takes it as made, as Elasticsearch does; it needs none.",
                api => api.ForMethods(HttpMethods.Head, HttpMethods.Put)
            )
            .WithMetadata(new NotForBrowsers(HttpMethods.Head, HttpMethods.Put));
        routes
            .Map("/_{api}/{**rest}", NotHereAsync)
            .Describe(
                "Says that an API of Elasticsearch is not here.",
                api =>
                    api.ForMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete)
                        .Gives(StatusCodes.Status404NotFound, "It is not here.")
            )
            .WithOrder(1);
    }

    private static void MapKind(IEndpointRouteBuilder routes, string path, Action<Utf8JsonWriter, string> write)
    {
        routes.MapMethods(path, ReadMethods, (HttpContext context) => WriteNothingAsync(context));
        routes.MapMethods(
            $"{path}/{{name}}",
            ReadMethods,
            (HttpContext context, string name) => AnswerAsync(context, name, write)
        );
        routes.MapMethods($"{path}/{{name}}", WriteMethods, AcknowledgeAsync);
    }

    private static Task AnswerAsync(HttpContext context, string name, Action<Utf8JsonWriter, string> write) =>
        ElasticsearchAnswer.WriteAsync(context, StatusCodes.Status200OK, json => write(json, name));

    private static Task WriteNothingAsync(HttpContext context) =>
        ElasticsearchAnswer.WriteAsync(context, StatusCodes.Status200OK, _ => { });

    private static Task AcknowledgeAsync(HttpContext context) =>
        ElasticsearchAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            json => json.WriteBoolean("acknowledged", value: true)
        );

    private static Task IndexAsync(HttpContext context, string index) =>
        ElasticsearchAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            json =>
            {
                json.WriteBoolean("acknowledged", value: true);
                json.WriteBoolean("shards_acknowledged", value: true);
                json.WriteString("index", index);
            }
        );

    // What is acknowledged is durable already, so there is nothing to do.
    private static Task RefreshAsync(HttpContext context) =>
        ElasticsearchAnswer.WriteAsync(
            context,
            StatusCodes.Status200OK,
            json =>
            {
                json.WriteStartObject("_shards");
                json.WriteNumber("total", 1);
                json.WriteNumber("successful", 1);
                json.WriteNumber("failed", 0);
                json.WriteEndObject();
            }
        );

    private static Task NotHereAsync(HttpContext context) =>
        ElasticsearchAnswer.WriteErrorAsync(
            context,
            StatusCodes.Status400BadRequest,
            "illegal_argument_exception",
            $"no handler found for uri [{context.Request.Path}] and method [{context.Request.Method}]"
        );

    private static void WriteListed(Utf8JsonWriter json, string kind, string name)
    {
        json.WriteStartArray($"{kind}s");
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteStartObject(kind);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteTemplate(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteNumber("order", 0);
        json.WriteStartArray("index_patterns");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePolicy(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteNumber("version", 1);
        json.WriteStartObject("policy");
        json.WriteStartObject("phases");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePipeline(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteStartArray("processors");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteDataStream(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray("data_streams");
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteStartObject("timestamp_field");
        json.WriteString("name", "@timestamp");
        json.WriteEndObject();
        json.WriteStartArray("indices");
        json.WriteEndArray();
        json.WriteNumber("generation", 1);
        json.WriteString("status", "GREEN");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteAlias(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteStartObject("aliases");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
