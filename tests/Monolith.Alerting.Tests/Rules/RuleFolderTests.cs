using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Monolith.Alerting.Tests.Rules;

public sealed class RuleFolderTests : IAsyncLifetime
{
    private const string Good = """
        rules:
          - name: CheckoutErrors
            kind: errorRate
            for: 2m
            filter: { services: [checkout] }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _rules = new();
    private AlertingHost _host = null!;

    [Fact]
    public async Task A_rule_of_a_file_is_there_and_cannot_be_changed_by_the_api()
    {
        Write("shop.yaml", Good);

        var rule = await _host.GetAsync("/api/v1/alerts/rules/checkout-errors");
        using var change = await _host.Http.PutAsJsonAsync(
            new Uri("/api/v1/alerts/rules/checkout-errors", UriKind.Relative),
            JsonNode.Parse("""{"name":"Other","kind":"errorRate"}""")
        );
        using var removal = await _host.Http.DeleteAsync(
            new Uri("/api/v1/alerts/rules/checkout-errors", UriKind.Relative)
        );

        Assert.True(rule["readOnly"]!.GetValue<bool>());
        Assert.Equal("shop.yaml", $"{rule["file"]}");
        Assert.Equal(HttpStatusCode.Conflict, change.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, removal.StatusCode);
        Assert.Contains("shop.yaml", await change.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_changes_is_read_again()
    {
        Write("shop.yaml", Good);
        Assert.Equal(["CheckoutErrors"], await NamesAsync());

        Write("shop.yaml", Good.Replace("CheckoutErrors", "OrderErrors", StringComparison.Ordinal));
        Assert.Equal(["OrderErrors"], await NamesAsync());

        File.Delete(_rules.File("shop.yaml"));
        Assert.Empty(await NamesAsync());
    }

    [Theory]
    [InlineData("rules:\n  - name: [", "Line 3")]
    [InlineData("rules:\n  - kind: errorRate", "rules[0]")]
    [InlineData("rules:\n  - name: A\n    kind: errorRate\n    thresold: 3", "thresold")]
    [InlineData("groups: []", "rules")]
    [InlineData("tenant: 'a b'\nrules: []", "a b")]
    [InlineData("rules:\n  - {name: A, kind: errorRate}\n  - {name: A, kind: latency}", "rules[1]")]
    public async Task A_broken_file_keeps_its_last_good_version_and_says_what_is_wrong(string broken, string fault)
    {
        Write("shop.yaml", Good);
        Assert.Equal(["CheckoutErrors"], await NamesAsync());

        Write("shop.yaml", broken);

        Assert.Equal(["CheckoutErrors"], await NamesAsync());
        var list = await _host.GetAsync("/api/v1/alerts/rules");
        Assert.Contains(fault, $"{list["brokenFiles"]!["shop.yaml"]}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_may_be_of_another_tenant()
    {
        Write("other.yaml", $"tenant: other\n{Good}");

        Assert.Empty(await NamesAsync());
        _host.Http.DefaultRequestHeaders.Add(ModuleHost.TenantHeader, "other");
        Assert.Equal(["CheckoutErrors"], await NamesAsync());
    }

    public async ValueTask InitializeAsync() =>
        _host = await AlertingHost.StartAsync(
            _folder,
            settings: new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Modules:Alerting:RulesPath"] = _rules.Path,
            }
        );

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _rules.Dispose();
        _folder.Dispose();
    }

    private void Write(string file, string text) => File.WriteAllText(_rules.File(file), text);

    private async Task<string[]> NamesAsync()
    {
        var list = await _host.GetAsync("/api/v1/alerts/rules");
        return [.. list["rules"]!.AsArray().Select(rule => $"{rule!["rule"]!["name"]}")];
    }
}
