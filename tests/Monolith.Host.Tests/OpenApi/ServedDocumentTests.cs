using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Monolith.Host.Tests.OpenApi;

/// <summary>Asks the real program for the document, and whether it is true.</summary>
public sealed class ServedDocumentTests
{
    private const string There = "There are: ";

    [Fact]
    public async Task The_document_is_public_where_the_data_is_not()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(
            folder.File("data"),
            "--Monolith:Access:AdminKey=admin-key-of-the-test!"
        );

        using var response = await host.Http.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        using var data = await host.Http.GetAsync(new Uri("/api/v1/logs", UriKind.Relative));

        var document = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("3.1.0", document!["openapi"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.Unauthorized, data.StatusCode);
    }

    [Fact]
    public async Task Endpoints_that_refuse_what_they_do_not_know_read_what_the_document_says()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.File("data"));
        var document = await host.Http.GetFromJsonAsync<JsonObject>(new Uri("/openapi/v1.json", UriKind.Relative));
        var compared = new List<string>();

        foreach (var (path, operations) in document!["paths"]!.AsObject())
        {
            if (operations!["get"] is { } operation && await NamesAsync(host.Http, path) is { } names)
            {
                compared.Add(path);
                var documented = operation["parameters"]!
                    .AsArray()
                    .Where(parameter => parameter!["in"]!.GetValue<string>() == "query")
                    .Select(parameter => parameter!["name"]!.GetValue<string>())
                    .ToList();
                Assert.Equal([], names.Except(documented, StringComparer.Ordinal));
                foreach (var name in documented.Except(names, StringComparer.Ordinal))
                {
                    // Some endpoints name those alone that say which records are meant.
                    Assert.Null(await NamesAsync(host.Http, path, name));
                }
            }
        }

        Assert.Contains("/api/v1/logs", compared);
        Assert.Contains("/api/v1/traces", compared);
        Assert.Contains("/api/v1/services", compared);
    }

    // Such an endpoint names all parameters that it knows.
    private static async Task<string[]?> NamesAsync(HttpClient http, string path, string asked = "no.such")
    {
        var address = path.Replace("{id}", "1", StringComparison.Ordinal)
            .Replace("{traceId}", "0af7651916cd43dd8448eb211c80319c", StringComparison.Ordinal)
            .Replace("{name}", "checkout", StringComparison.Ordinal);
        using var response = await http.GetAsync(new Uri($"{address}?{asked}=1", UriKind.Relative));
        if (response.StatusCode != HttpStatusCode.BadRequest)
        {
            return null;
        }

        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync());
        return
            problem?["errors"]?[asked]?[0]?.GetValue<string>() is { } message
            && message.Contains(There, StringComparison.Ordinal)
            ? message[(message.IndexOf(There, StringComparison.Ordinal) + There.Length)..].TrimEnd('.').Split(", ")
            : null;
    }
}
