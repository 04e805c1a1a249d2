using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Monolith.Host.OpenApi;
using Monolith.Host.Serving;
using Monolith.Platform;
using Monolith.Platform.Reference;

namespace Monolith.Host.Tests.OpenApi;

/// <summary>Compares the document with what the host really maps.</summary>
public sealed partial class ApiDocumentTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private WebApplication? _app;
    private JsonObject _document = [];

    public ValueTask InitializeAsync()
    {
        _app = HostBuilder.Build(
            HostBuilder.Create(["--urls=http://127.0.0.1:0", "--Modules:Ingest:PubSub:Topics:0:Topic=orders"]),
            new DataFolder(_folder.File("data"))
        );
        _document = ApiDocument.Write(Endpoints, "1.2.3");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        _folder.Dispose();
    }

    private IEnumerable<RouteEndpoint> Endpoints =>
        ((IEndpointRouteBuilder)_app!).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    [Fact]
    public void Every_endpoint_has_a_description_of_its_own()
    {
        var without = Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<EndpointDescription>() is null)
            .Select(endpoint => endpoint.DisplayName);

        Assert.Empty(without);
    }

    [Fact]
    public void Everything_that_is_mapped_is_in_the_document_and_nothing_else_is()
    {
        var mapped = Endpoints.SelectMany(endpoint =>
            MethodsOf(endpoint).Select(method => $"{method.ToUpperInvariant()} {PathOf(endpoint)}")
        );

        var documented = Operations().Select(operation => $"{operation.Method.ToUpperInvariant()} {operation.Path}");

        Assert.Equal(
            mapped.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            documented.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void An_endpoint_that_nobody_described_is_noticed()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/forgotten/{id:guid}", () => "");
        var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints);

        var document = ApiDocument.Write(endpoints, "1.2.3");

        Assert.NotNull(document["paths"]!["/forgotten/{id}"]!["get"]);
        Assert.Null(endpoints.Single().Metadata.GetMetadata<EndpointDescription>());
    }

    [Fact]
    public void Every_operation_says_in_a_sentence_what_it_does_and_how_it_answers()
    {
        foreach (var (path, method, operation) in Operations())
        {
            var what = $"{method} {path}";
            Assert.True(operation["summary"]!.GetValue<string>().EndsWith('.'), what);
            Assert.True(operation["responses"]!.AsObject().Count > 0, what);
            Assert.All(
                operation["parameters"]!.AsArray(),
                parameter => Assert.NotEmpty(parameter!["description"]!.GetValue<string>())
            );
            Assert.All(
                operation["responses"]!.AsObject(),
                response => Assert.NotEmpty(response.Value!["description"]!.GetValue<string>())
            );
        }
    }

    [Fact]
    public void What_needs_a_permission_says_which_and_what_is_open_says_so()
    {
        var search = _document["paths"]!["/api/v1/logs"]!["get"]!;
        var health = _document["paths"]!["/healthz/live"]!["get"]!;

        Assert.Equal("logs:read", search["x-permission"]!.GetValue<string>());
        Assert.Equal(3, search["security"]!.AsArray().Count);
        Assert.NotNull(search["responses"]!["401"]);
        Assert.Empty(health["security"]!.AsArray());
        Assert.Null(health["responses"]!["401"]);
    }

    [Fact]
    public void A_reader_of_OpenAPI_finds_nothing_wrong_with_it()
    {
        var read = OpenApiDocument.Parse(_document.ToJsonString(), "json");

        Assert.Empty(read.Diagnostic!.Errors.Select(error => $"{error.Pointer}: {error.Message}"));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.Equal(_document["paths"]!.AsObject().Count, read.Document!.Paths.Count);
    }

    [Fact]
    public void Operations_have_different_names_and_what_they_refer_to_is_there()
    {
        var names = Operations().Select(operation => operation.Operation["operationId"]!.GetValue<string>()).ToList();
        var references = References().Matches(_document.ToJsonString()).Select(match => match.Groups["to"].Value);

        Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
        Assert.All(references.Distinct(StringComparer.Ordinal), reference => Assert.NotNull(At(reference)));
    }

    private JsonNode? At(string reference) =>
        reference
            .Split('/')
            .Skip(1)
            .Aggregate(
                (JsonNode?)_document,
                (node, name) =>
                    node is JsonArray items ? items[int.Parse(name, CultureInfo.InvariantCulture)] : node?[name]
            );

    private IEnumerable<(string Path, string Method, JsonNode Operation)> Operations() =>
        from path in _document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (path.Key, operation.Key, operation.Value!);

    private static IReadOnlyList<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods
        ?? endpoint.Metadata.GetMetadata<EndpointDescription>()!.Methods;

    private static string PathOf(RouteEndpoint endpoint) =>
        "/" + Constraints().Replace(endpoint.RoutePattern.RawText!, "{${name}}").Trim('/');

    [GeneratedRegex(@"\{\**(?<name>\w+)[^}]*\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Constraints();

    [GeneratedRegex("\"\\$ref\":\"(?<to>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex References();
}
