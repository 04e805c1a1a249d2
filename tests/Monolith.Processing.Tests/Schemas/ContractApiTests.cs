using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Security;
using Monolith.Processing.Schemas;

namespace Monolith.Processing.Tests.Schemas;

public sealed class ContractApiTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private ModuleHost _host = null!;

    [Fact]
    public async Task A_version_holds_once_it_is_published_and_after_a_restart()
    {
        var saved = await SendAsync(HttpMethod.Put, "orders", Orders("1.0.0", """{"a":{"type":"int"}}"""));
        var before = Holding();
        var published = await SendAsync(HttpMethod.Post, "orders/publish", """{"version":"1.0.0"}""");
        var after = Holding();

        await _host.DisposeAsync();
        _host = await ModuleHost.StartAsync(_folder.Path, [new ProcessingModule()]);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (saved.Status, published.Status));
        Assert.Equal(
            (BuiltInContract.Name, "orders 1.0.0", "orders 1.0.0"),
            (before.Contract, $"{after.Contract} {after.Version}", $"{Holding().Contract} {Holding().Version}")
        );
    }

    [Fact]
    public async Task A_version_that_breaks_the_promise_of_its_contract_is_not_published()
    {
        await SendAsync(HttpMethod.Put, "orders", Orders("1.0.0", """{"a":{}}"""));
        await SendAsync(HttpMethod.Post, "orders/publish", """{"version":"1.0.0"}""");
        await SendAsync(HttpMethod.Put, "orders", Orders("1.1.0", """{"a":{"required":true}}"""));
        await SendAsync(HttpMethod.Put, "orders", Orders("2.0.0", """{"a":{"required":true}}"""));

        var minor = await SendAsync(HttpMethod.Post, "orders/publish", """{"version":"1.1.0"}""");
        var held = Holding().Version;
        var major = await SendAsync(HttpMethod.Post, "orders/publish", """{"version":"2.0.0"}""");
        var back = await SendAsync(HttpMethod.Post, "orders/publish", """{"version":"1.0.0"}""");

        Assert.Equal((HttpStatusCode.Conflict, "1.0.0"), (minor.Status, held));
        Assert.Equal("/problems/incompatible-contract", minor.Body["type"]!.GetValue<string>());
        Assert.Contains(
            "a is required and was not",
            minor.Body["detail"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.OK, major.Status);
        Assert.Equal("a", Assert.Single(major.Body["changes"]!.AsArray())!["field"]!.GetValue<string>());
        Assert.Equal((HttpStatusCode.OK, "1.0.0"), (back.Status, Holding().Version));
    }

    [Fact]
    public async Task Fields_that_a_published_contract_calls_sensitive_or_secret_are_guarded_whatever_the_service()
    {
        var guarded = _host.Services.GetRequiredService<IGuardedFields>();
        const string Fields = """
            {"health.note":{"class":"sensitive"},"http.url":{"class":"sensitive"},"card":{"class":"secret"},"a":{"class":"personal"}}
            """;
        await SendAsync(HttpMethod.Put, "orders", Orders("1.0.0", Fields));
        var before = guarded.Sensitive(TenantId.Default).Count;
        await SendAsync(HttpMethod.Post, "orders/publish", """{"version":"1.0.0"}""");

        Assert.Equal(0, before);
        Assert.Equal(["health.note", "url.full"], guarded.Sensitive(TenantId.Default).Order(StringComparer.Ordinal));
        Assert.Equal(["card"], guarded.Secret(TenantId.Default));
        Assert.Empty(guarded.Sensitive(new TenantId("another")));
    }

    [Fact]
    public async Task A_version_that_was_published_does_not_change()
    {
        await SendAsync(HttpMethod.Put, "orders", Orders("1.0.0", """{"a":{}}"""));
        var again = await SendAsync(HttpMethod.Put, "orders", Orders("1.0.0", """{"b":{}}"""));
        await SendAsync(HttpMethod.Post, "orders/publish", """{"version":"1.0.0"}""");

        var late = await SendAsync(HttpMethod.Put, "orders", Orders("1.0.0", """{"c":{}}"""));
        var shown = await SendAsync(HttpMethod.Get, "orders");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (again.Status, late.Status));
        Assert.Equal("/problems/contract-version-published", late.Body["type"]!.GetValue<string>());
        Assert.Equal(["b"], shown.Body["fields"]!.AsObject().Select(field => field.Key));
    }

    [Fact]
    public async Task Contracts_are_listed_with_their_versions_shown_and_removed()
    {
        await SendAsync(HttpMethod.Put, "orders", Orders("1.0.0", """{"a":{}}"""));
        await SendAsync(HttpMethod.Put, "orders", Orders("1.1.0", """{"a":{},"b":{}}"""));
        await SendAsync(HttpMethod.Post, "orders/publish", """{"version":"1.0.0"}""");

        var listed = await SendAsync(HttpMethod.Get, "");
        var newest = await SendAsync(HttpMethod.Get, "orders?version=1.1.0");
        var removed = await SendAsync(HttpMethod.Delete, "orders");
        var gone = await SendAsync(HttpMethod.Get, "orders");

        var orders = Assert.Single(listed.Body["contracts"]!.AsArray())!;
        Assert.Equal(("orders", "1.0.0"), ($"{orders["contract"]}", $"{orders["published"]}"));
        Assert.Equal(["1.0.0", "1.1.0"], orders["versions"]!.AsArray().Select(version => $"{version!["version"]}"));
        Assert.Equal(BuiltInContract.Name, $"{listed.Body["built_in"]!["contract"]}");
        Assert.Equal(2, newest.Body["fields"]!.AsObject().Count);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (removed.Status, gone.Status));
        Assert.Equal(BuiltInContract.Name, Holding().Contract);
    }

    [Fact]
    public async Task A_contract_that_somebody_else_changed_meanwhile_is_not_written_over()
    {
        var first = await SendAsync(HttpMethod.Put, "orders", Orders("1.0.0", """{"a":{}}"""));
        await SendAsync(HttpMethod.Put, "orders", Orders("1.1.0", """{"a":{}}"""));

        var save = await SendAsync(HttpMethod.Put, "orders", Orders("1.2.0", """{"a":{}}"""), first.ETag);
        var publish = await SendAsync(HttpMethod.Post, "orders/publish", """{"version":"1.0.0"}""", first.ETag);
        var delete = await SendAsync(HttpMethod.Delete, "orders", ifMatch: first.ETag);

        Assert.All([save, publish, delete], answer => Assert.Equal(HttpStatusCode.Conflict, answer.Status));
    }

    [Theory]
    [InlineData("orders", """{"contract":"payments","version":"1.0.0","fields":{"a":{}}}""")]
    [InlineData("orders", """{"contract":"orders","version":"one","fields":{"a":{}}}""")]
    [InlineData("orders", """{"contract":"orders","version":"1.0.0","fields":{"a":{"type":"colour"}}}""")]
    [InlineData("orders", """{"contract":"orders","version":"1.0.0"}""")]
    [InlineData("monolith.mandatory", """{"contract":"monolith.mandatory","version":"1.0.0","fields":{"a":{}}}""")]
    public async Task Wrong_contracts_are_refused(string name, string contract)
    {
        var answer = await SendAsync(HttpMethod.Put, name, contract);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Fact]
    public async Task Who_may_read_contracts_may_not_change_them()
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/contracts/orders");
        request.Headers.Add(ModuleHost.PermissionsHeader, Permissions.ReadPipelines);

        using var answer = await _host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Violations_are_listed()
    {
        var book = _host.Services.GetRequiredService<ViolationBook>();
        book.Count(TenantId.Default, "checkout"u8, "a", ViolationRule.Type, ViolationOutcome.Refused, 1_000_000_000);
        book.Count(TenantId.Default, "auth"u8, "a", ViolationRule.Type, ViolationOutcome.Refused, 1_000_000_000);

        var answer = await SendAsync(HttpMethod.Get, "violations?service=checkout");

        var violation = Assert.Single(answer.Body["violations"]!.AsArray())!;
        Assert.Equal(
            ["checkout", "a", "type", "refused", "1", "1970-01-01T00:00:01+00:00"],
            violation.AsObject().Select(member => $"{member.Value}")
        );
    }

    public async ValueTask InitializeAsync() =>
        _host = await ModuleHost.StartAsync(_folder.Path, [new ProcessingModule()]);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private ContractDocument Holding() =>
        _host.Services.GetRequiredService<ContractCatalog>().Of(TenantId.Default, "order-service"u8).Document;

    private static string Orders(string version, string fields) =>
        $$"""{"contract":"orders","version":"{{version}}","service":"order-*","fields":{{fields}}}""";

    private async Task<(HttpStatusCode Status, JsonNode Body, string? ETag)> SendAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string? ifMatch = null
    )
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/contracts/{path}".TrimEnd('/'));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var answer = await _host.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (
            answer.StatusCode,
            text.Length > 0 ? JsonNode.Parse(text)! : new JsonObject(),
            answer.Headers.ETag?.Tag
        );
    }
}
