using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Monolith.Alerting.Rules;
using Monolith.Alerting.Scheduling;

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

    [Fact]
    public async Task What_a_file_changes_is_told_to_the_audit_trail_once()
    {
        var pulse = _host.Service<EvaluationPulse>();
        await Eventually.HoldsAsync(
            async () => await pulse.ReadAsync(CancellationToken.None) is not null,
            "the host has looked by itself"
        );
        Write("shop.yaml", Good);
        await LookAsync();
        await LookAsync();
        Write("shop.yaml", Good.Replace("2m", "3m", StringComparison.Ordinal));
        await LookAsync();
        File.Delete(_rules.File("shop.yaml"));
        await LookAsync();

        await Eventually.HoldsAsync(() => _host.Told.Audited.Count >= 3, "the trail hears of it");
        Assert.Equal(
            ["alerting.rule_file.read", "alerting.rule_file.read", "alerting.rule_file.removed"],
            _host.Told.Audited.Select(entry => entry.Action).Order(StringComparer.Ordinal)
        );
        Assert.Contains(_host.Told.Audited, entry => entry.Details["rules"] == "checkout-errors");
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

    /// <summary>What the replica that evaluates does every few seconds.</summary>
    private async Task LookAsync()
    {
        var rules = await _host.Service<RuleCatalog>().ListAsync(CancellationToken.None);
        await _host.Service<FileAudit>().NoteAsync(rules.Values, CancellationToken.None);
    }

    private void Write(string file, string text) => File.WriteAllText(_rules.File(file), text);

    private async Task<string[]> NamesAsync()
    {
        var list = await _host.GetAsync("/api/v1/alerts/rules");
        return [.. list["rules"]!.AsArray().Select(rule => $"{rule!["rule"]!["name"]}")];
    }
}
