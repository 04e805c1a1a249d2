using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Monolith.Healing.Tests.Support;
using Monolith.Platform.Security;

namespace Monolith.Healing.Tests.Policies;

public sealed class PolicyApiTests
{
    private const string Policies = "/api/v1/healing/policies";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_policy_is_added_read_changed_and_removed_and_each_is_audited()
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy());

        var changed = Some.Policy(mode: "approve");
        changed["cooldown"] = new JsonObject { ["base"] = "1h30m" };
        var put = await stage.SendAsync(HttpMethod.Put, $"{Policies}/restart-checkout", changed);
        var read = await stage.GetAsync($"{Policies}/restart-checkout");
        var list = await stage.GetAsync(Policies);
        var deleted = await stage.SendAsync(HttpMethod.Delete, $"{Policies}/restart-checkout");
        var gone = await stage.SendAsync(HttpMethod.Get, $"{Policies}/restart-checkout");

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal("approve", read.GetProperty("mode").GetString());
        Assert.Equal("1h30m", read.GetProperty("cooldown").GetProperty("base").GetString());
        Assert.Equal(1, list.GetProperty("policies").GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await ExpectAsync(gone, HttpStatusCode.NotFound, "no-such-policy");
        string[] audited = ["healing.policy.created", "healing.policy.changed", "healing.policy.deleted"];
        await Eventually.HoldsAsync(
            () => audited.All(action => stage.Audit.Entries.Any(e => e.Action == action && e.Actor.Name == "tester")),
            "each change is audited"
        );
    }

    [Fact]
    public async Task What_a_policy_must_not_say_is_refused_with_the_field_that_says_it()
    {
        await using var stage = await HealingStage.StartAsync();
        foreach (var (field, wrong) in Mistakes())
        {
            var policy = Some.Policy();
            wrong(policy);

            var response = await stage.SendAsync(HttpMethod.Post, Policies, policy);

            var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
            Assert.True(HttpStatusCode.BadRequest == response.StatusCode, field);
            Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), $"{field}: {problem}");
        }
    }

    [Fact]
    public async Task A_policy_of_another_tenant_is_not_there_for_an_attacker()
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy());
        const string Address = $"{Policies}/restart-checkout";

        var read = await stage.SendAsync(HttpMethod.Get, Address, tenant: "mallory");
        var put = await stage.SendAsync(HttpMethod.Put, Address, Some.Policy(mode: "off"), tenant: "mallory");
        var resumed = await stage.SendAsync(
            HttpMethod.Post,
            $"{Address}/resume",
            new { reason = "x" },
            tenant: "mallory"
        );
        var deleted = await stage.SendAsync(HttpMethod.Delete, Address, tenant: "mallory");
        var list = await stage.GetAsync(Policies, tenant: "mallory");
        var sneaky = await stage.SendAsync(HttpMethod.Get, $"{Policies}/x@restart-checkout", tenant: "default");

        Assert.All([read, put, resumed, deleted, sneaky], r => Assert.Equal(HttpStatusCode.NotFound, r.StatusCode));
        Assert.Equal(0, list.GetProperty("policies").GetArrayLength());
        Assert.Equal("auto", (await stage.GetAsync(Address)).GetProperty("mode").GetString());
    }

    [Theory]
    [InlineData("GET", "/api/v1/healing/policies", Permissions.ReadHealing)]
    [InlineData("GET", "/api/v1/healing/policies/x", Permissions.ReadHealing)]
    [InlineData("POST", "/api/v1/healing/policies", Permissions.ManageHealing)]
    [InlineData("PUT", "/api/v1/healing/policies/x", Permissions.ManageHealing)]
    [InlineData("DELETE", "/api/v1/healing/policies/x", Permissions.ManageHealing)]
    [InlineData("POST", "/api/v1/healing/policies/x/resume", Permissions.ManageHealing)]
    [InlineData("GET", "/api/v1/healing/kill-switch", Permissions.ReadHealing)]
    [InlineData("PUT", "/api/v1/healing/kill-switch", Permissions.ManageHealing)]
    [InlineData("GET", "/api/v1/healing/runs", Permissions.ReadHealing)]
    [InlineData("GET", "/api/v1/healing/runs/x", Permissions.ReadHealing)]
    [InlineData("POST", "/api/v1/healing/runs", Permissions.ManageHealing)]
    [InlineData("POST", "/api/v1/healing/runs/x/abort", Permissions.ManageHealing)]
    [InlineData("POST", "/api/v1/healing/runs/x/approve", Permissions.ApproveHealing)]
    [InlineData("POST", "/api/v1/healing/runs/x/refuse", Permissions.ApproveHealing)]
    public async Task Each_door_opens_for_its_own_permission_alone(string method, string address, string permission)
    {
        await using var stage = await HealingStage.StartAsync();
        var others = string.Join(' ', Permissions.All.Where(p => p != permission));

        var refused = await stage.SendAsync(new HttpMethod(method), address, new { }, permissions: others);
        var let = await stage.SendAsync(new HttpMethod(method), address, new { }, permissions: permission);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.NotEqual(HttpStatusCode.Forbidden, let.StatusCode);
    }

    [Fact]
    public async Task Policies_of_files_are_in_force_and_are_changed_in_their_files_alone()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder, "shop.yaml", mode: "dryRun");
        await using var stage = await HealingStage.StartAsync(("Modules:Healing:PoliciesPath", folder.Path));
        const string Address = $"{Policies}/restart-checkout";

        var read = await stage.GetAsync(Address);
        Assert.Equal("shop.yaml", read.GetProperty("file").GetString());
        await ExpectAsync(
            await stage.SendAsync(HttpMethod.Put, Address, Some.Policy()),
            HttpStatusCode.Conflict,
            "policy-is-provisioned"
        );
        await ExpectAsync(
            await stage.SendAsync(HttpMethod.Post, Policies, Some.Policy()),
            HttpStatusCode.Conflict,
            "policy-already-exists"
        );

        await WriteAsync(folder, "shop.yaml", mode: "approve");
        await UntilModeAsync(stage, "approve");
        await WriteAsync(folder, "shop.yaml", mode: "never");
        await WriteAsync(folder, "more.yaml", mode: "off", id: "more");
        await Eventually.HoldsAsync(
            async () =>
            {
                stage.Time.Advance(TimeSpan.FromSeconds(10));
                return (await stage.GetAsync(Policies)).GetProperty("policies").GetArrayLength() == 2;
            },
            "the other file is read"
        );
        Assert.Equal("approve", (await stage.GetAsync(Address)).GetProperty("mode").GetString());
    }

    [Fact]
    public async Task An_alert_waits_for_policies_of_files_that_could_not_be_read_yet()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("policies");
        await using var stage = await HealingStage.StartAsync(("Modules:Healing:PoliciesPath", path));
        await ExpectAsync(
            await stage.Http.GetAsync(Policies, Token),
            HttpStatusCode.ServiceUnavailable,
            "policies-unread"
        );

        await stage.FireAsync();
        await Eventually.HoldsAsync(() => stage.HasHeardAsync(), "the alert has come");
        Directory.CreateDirectory(path);
        await WriteAsync(folder, "policies/shop.yaml", mode: "observe");

        var run = await stage.UntilEndedAsync();
        Assert.Equal("observed", run.GetProperty("outcome").GetString());
    }

    private static Task UntilModeAsync(HealingStage stage, string mode) =>
        Eventually.HoldsAsync(
            async () =>
            {
                stage.Time.Advance(TimeSpan.FromSeconds(10));
                var read = await stage.GetAsync($"{Policies}/restart-checkout");
                return read.GetProperty("mode").GetString() == mode;
            },
            $"the policy's mode is {mode}"
        );

    private static Task WriteAsync(TemporaryFolder folder, string name, string mode, string id = "restart-checkout") =>
        File.WriteAllTextAsync(
            folder.File(name),
            $$$"""
            policies:
              - id: {{{id}}}
                mode: {{{mode}}}
                matchers:
                  - service=~"checkout|cart"
                action: fake
                target: { kind: Deployment, namespace: shop, name: "{{ $labels.service }}" }
                allow:
                  namespaces: [shop]
                  workloads: [Deployment/checkout]
                maintenance:
                  - { days: [saturday], from: 22:00, to: 02:00, timeZone: Europe/Berlin }
            """,
            Token
        );

    private static async Task ExpectAsync(HttpResponseMessage response, HttpStatusCode status, string slug)
    {
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal($"/problems/{slug}", problem.GetProperty("type").GetString());
    }

    private static IEnumerable<(string Field, Action<JsonObject> Wrong)> Mistakes() =>
        [
            ("id", p => p["id"] = "a/b"),
            ("matchers", p => p["matchers"] = new JsonArray()),
            ("matchers[0]", p => p["matchers"] = new JsonArray("no matcher")),
            ("action", p => p["action"] = "explode"),
            ("parameters", p => p["parameters"] = new JsonObject { ["wrong"] = "1" }),
            ("parameters", p => p["parameters"] = new JsonObject { ["x"] = "{{ $value }}" }),
            ("target", p => p["target"]!["name"] = ""),
            ("target", p => p["target"]!["name"] = "{{ .Name }}"),
            ("limits.perHour", p => p["limits"] = new JsonObject { ["perHour"] = 0 }),
            ("limits.minReadyShare", p => p["limits"] = new JsonObject { ["minReadyShare"] = 1.5 }),
            ("cooldown.base", p => p["cooldown"] = new JsonObject { ["base"] = "13h" }),
            ("approval.required", p => p["approval"] = new JsonObject { ["required"] = 3 }),
            ("verification.interval", p => p["verification"] = new JsonObject { ["interval"] = "0s" }),
            ("maintenance[0]", p => p["maintenance"] = new JsonArray(Window("25:00", "UTC"))),
            ("maintenance[0]", p => p["maintenance"] = new JsonArray(Window("22:00", "Mars/Olympus"))),
            ("gaurdrails", p => p["gaurdrails"] = new JsonObject()),
            ("mode", p => p["mode"] = "sometimes"),
            ("cooldown.base", p => p["cooldown"] = new JsonObject { ["base"] = "soon" }),
        ];

    private static JsonObject Window(string from, string zone) =>
        new()
        {
            ["from"] = from,
            ["to"] = "23:00",
            ["timeZone"] = zone,
        };
}
