using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Tests.Api;

public sealed class WorkflowsApiTests
{
    private const string Route = "/api/v1/workflows";

    [Fact]
    public async Task An_instance_is_started_looked_at_and_brought_to_its_end()
    {
        await using var host = await ApiHost.StartAsync(Orders);

        using var started = await host.Http.PostAsJsonAsync(
            Route,
            new
            {
                name = "shiporder",
                id = "order-17",
                input = new { items = 3 },
            }
        );
        Assert.Equal(HttpStatusCode.Created, started.StatusCode);
        Assert.Equal("/api/v1/workflows/order-17", started.Headers.Location!.OriginalString);
        Assert.Equal("order-17", JsonNode.Parse(await started.Content.ReadAsStringAsync())!["id"]!.GetValue<string>());
        await host.ReachesAsync("order-17", "running");
        Assert.Equal(
            (HttpStatusCode.Accepted, null),
            await host.PostAsync($"{Route}/order-17/events", new { name = "paid", data = new { amount = 12.5 } })
        );
        await host.ReachesAsync("order-17", "completed");

        var order = await host.GetAsync($"{Route}/order-17");
        Assert.Equal("{\"items\":3}", order["input"]!.ToJsonString());
        Assert.Equal("12.5", order["output"]!.ToJsonString());
        Assert.Equal("waiting for payment", order["custom_status"]!.GetValue<string>());
        Assert.Null(order["failure"]);
        var events = (await host.GetAsync($"{Route}/order-17/history"))["events"]!.AsArray();
        Assert.Equal("workflow_started", events[0]!["type"]!.GetValue<string>());
        var raised = events.Single(e => e!["type"]!.GetValue<string>() == "event_raised")!;
        Assert.Equal(
            ("paid", 12.5),
            (raised["name"]!.GetValue<string>(), raised["data"]!["amount"]!.GetValue<double>())
        );
        Assert.Equal("execution_completed", events[^1]!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_failure_is_shown_with_its_type_and_message()
    {
        await using var host = await ApiHost.StartAsync(w =>
            w.RegisterWorkflow<int, int>("Fails", (_, _) => throw new InvalidOperationException("out of tea"))
        );

        await host.PostAsync(Route, new { name = "Fails", id = "one" });
        await host.ReachesAsync("one", "failed");

        var failure = (await host.GetAsync($"{Route}/one"))["failure"]!;
        Assert.Equal("System.InvalidOperationException", failure["type"]!.GetValue<string>());
        Assert.Equal("out of tea", failure["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_workflow_that_nobody_registered_is_refused_with_the_names_that_there_are()
    {
        await using var empty = await ApiHost.StartAsync();
        await using var host = await ApiHost.StartAsync(Orders);

        using var refused = await host.Http.PostAsJsonAsync(Route, new { name = "Nobody" });
        var detail = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["detail"]!.GetValue<string>();

        Assert.Equal(
            (HttpStatusCode.BadRequest, "unknown-workflow"),
            await empty.PostAsync(Route, new { name = "ShipOrder" })
        );
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("ShipOrder", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_is_taken_is_refused_until_its_instance_is_finished()
    {
        await using var host = await ApiHost.StartAsync(Orders);
        var start = new { name = "ShipOrder", id = "one" };
        Assert.Equal((HttpStatusCode.Created, null), await host.PostAsync(Route, start));

        Assert.Equal((HttpStatusCode.Conflict, "workflow-already-exists"), await host.PostAsync(Route, start));
        await host.PostAsync($"{Route}/one/terminate", new { });
        await host.ReachesAsync("one", "terminated");

        Assert.Equal((HttpStatusCode.Created, null), await host.PostAsync(Route, start));
    }

    [Fact]
    public async Task A_paused_instance_goes_on_when_it_is_resumed()
    {
        await using var host = await ApiHost.StartAsync(Orders);
        await host.PostAsync(Route, new { name = "ShipOrder", id = "one" });
        await host.ReachesAsync("one", "running");

        Assert.Equal(
            (HttpStatusCode.Accepted, null),
            await host.PostAsync($"{Route}/one/pause", new { reason = "the warehouse is closed" })
        );
        await host.ReachesAsync("one", "suspended");
        await host.PostAsync($"{Route}/one/events", new { name = "paid", data = new { amount = 1 } });
        Assert.Equal((HttpStatusCode.Accepted, null), await host.PostAsync($"{Route}/one/resume", new { }));

        await host.ReachesAsync("one", "completed");
    }

    [Fact]
    public async Task Terminate_shows_the_output_that_it_was_given()
    {
        await using var host = await ApiHost.StartAsync(Orders);
        await host.PostAsync(Route, new { name = "ShipOrder", id = "one" });

        await host.PostAsync($"{Route}/one/terminate", new { output = new { reason = "cancelled" } });
        await host.ReachesAsync("one", "terminated");

        Assert.Equal("cancelled", (await host.GetAsync($"{Route}/one"))["output"]!["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task Only_a_finished_instance_can_be_removed()
    {
        await using var host = await ApiHost.StartAsync(Orders);
        await host.PostAsync(Route, new { name = "ShipOrder", id = "one" });

        var tooEarly = await host.SendAsync(HttpMethod.Delete, $"{Route}/one");
        await host.PostAsync($"{Route}/one/terminate", new { });
        await host.ReachesAsync("one", "terminated");
        var removed = await host.SendAsync(HttpMethod.Delete, $"{Route}/one");

        Assert.Equal((HttpStatusCode.Conflict, "workflow-not-completed"), tooEarly);
        Assert.Equal((HttpStatusCode.NoContent, null), removed);
        Assert.Equal(
            (HttpStatusCode.NotFound, "workflow-not-found"),
            await host.SendAsync(HttpMethod.Get, $"{Route}/one")
        );
    }

    [Fact]
    public async Task What_is_asked_of_an_instance_that_is_not_there_gets_404()
    {
        await using var host = await ApiHost.StartAsync(Orders);
        var notThere = (HttpStatusCode.NotFound, "workflow-not-found");

        Assert.Equal(notThere, await host.SendAsync(HttpMethod.Get, $"{Route}/nobody"));
        Assert.Equal(notThere, await host.SendAsync(HttpMethod.Get, $"{Route}/nobody/history"));
        Assert.Equal(notThere, await host.SendAsync(HttpMethod.Delete, $"{Route}/nobody"));
        Assert.Equal(notThere, await host.PostAsync($"{Route}/nobody/pause", new { }));
        Assert.Equal(notThere, await host.PostAsync($"{Route}/nobody/resume", new { }));
        Assert.Equal(notThere, await host.PostAsync($"{Route}/nobody/terminate", new { }));
        Assert.Equal(notThere, await host.PostAsync($"{Route}/nobody/events", new { name = "paid" }));
    }

    [Fact]
    public async Task A_start_in_the_future_is_pending_until_then()
    {
        await using var host = await ApiHost.StartAsync(Orders);

        await host.PostAsync(
            Route,
            new
            {
                name = "ShipOrder",
                id = "one",
                at = "2999-01-01T00:00:00Z",
            }
        );

        await host.ReachesAsync("one", "pending");
    }

    [Fact]
    public async Task A_list_can_be_filtered_and_goes_over_pages()
    {
        await using var host = await ApiHost.StartAsync(w =>
        {
            Orders(w);
            w.RegisterWorkflow<int, int>("Quick", (_, number) => Task.FromResult(number));
        });
        for (var i = 0; i < 5; i++)
        {
            await host.PostAsync(Route, new { name = "ShipOrder", id = $"order-{i}" });
            await host.PostAsync(
                Route,
                new
                {
                    name = "Quick",
                    id = $"quick-{i}",
                    input = i,
                }
            );
            await host.ReachesAsync($"quick-{i}", "completed");
        }

        Assert.Equal(10, (await AllAsync("limit=3")).Count);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"order-{i}"), await AllAsync("name=ShipOrder&limit=2"));
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"quick-{i}"), await AllAsync("status=completed"));
        Assert.Empty(await AllAsync("status=failed"));

        async Task<IReadOnlyList<string>> AllAsync(string query)
        {
            var ids = new List<string>();
            string? cursor = null;
            do
            {
                var page = await host.GetAsync($"{Route}?{query}{cursor}");
                ids.AddRange(page["workflows"]!.AsArray().Select(w => w!["id"]!.GetValue<string>()));
                cursor = page["next_cursor"] is { } next
                    ? $"&cursor={Uri.EscapeDataString(next.GetValue<string>())}"
                    : null;
            } while (cursor is not null);

            ids.Sort(StringComparer.Ordinal);
            return ids;
        }
    }

    [Fact]
    public async Task A_long_history_comes_in_pages_and_long_data_is_left_out_with_its_length()
    {
        await using var host = await ApiHost.StartAsync(w =>
        {
            w.RegisterActivity<int, int>("Echo", (_, number) => Task.FromResult(number));
            w.RegisterWorkflow<string, int>(
                "Long",
                async (context, _) =>
                    (
                        await Task.WhenAll(
                            Enumerable.Range(0, 300).Select(n => context.CallActivityAsync<int>("Echo", n))
                        )
                    ).Length
            );
        });
        var text = new string('x', 20_000);
        await host.PostAsync(
            Route,
            new
            {
                name = "Long",
                id = "one",
                input = text,
            }
        );
        await host.ReachesAsync("one", "completed");

        var first = await host.GetAsync($"{Route}/one/history");
        var second = await host.GetAsync($"{Route}/one/history?cursor={first["next_cursor"]!.GetValue<string>()}");

        Assert.Equal(500, first["events"]!.AsArray().Count);
        Assert.Null(second["next_cursor"]);
        var start = first["events"]!.AsArray().Single(e => e!["type"]!.GetValue<string>() == "execution_started")!;
        Assert.Equal((null, 20_002), (start["data"], start["omitted_data_bytes"]!.GetValue<int>()));
        var results = first["events"]!.AsArray().Concat(second["events"]!.AsArray());
        Assert.Equal(300, results.Count(e => e!["type"]!.GetValue<string>() == "task_completed"));
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=1001")]
    [InlineData("?limit=many")]
    [InlineData("?status=done")]
    [InlineData("?state=running")]
    [InlineData("/one/history?cursor=later")]
    public async Task A_question_that_is_not_valid_is_refused(string query)
    {
        await using var host = await ApiHost.StartAsync();

        Assert.Equal(
            (HttpStatusCode.BadRequest, "invalid-request"),
            await host.SendAsync(HttpMethod.Get, Route + query)
        );
    }

    [Theory]
    [InlineData("", "{\"id\":\"one\"}")]
    [InlineData("", "{\"name\":\"ShipOrder\",\"id\":\"a:b\"}")]
    [InlineData("", "{\"name\":\"ShipOrder\",\"at\":\"tomorrow\"}")]
    [InlineData("", "{\"name\":\"ShipOrder\",\"Inptu\":1}")]
    [InlineData("", "{\"name\":")]
    [InlineData("", "null")]
    [InlineData("", "[]")]
    [InlineData("/one/events", "{\"data\":1}")]
    public async Task A_body_that_is_not_valid_is_refused(string path, string body)
    {
        await using var host = await ApiHost.StartAsync(Orders);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        Assert.Equal(
            (HttpStatusCode.BadRequest, "invalid-request"),
            await host.SendAsync(HttpMethod.Post, Route + path, content)
        );
    }

    [Fact]
    public async Task A_body_of_another_type_is_refused_so_that_no_foreign_web_page_can_send_one()
    {
        await using var host = await ApiHost.StartAsync(Orders);
        using var content = new StringContent("{\"name\":\"ShipOrder\"}", Encoding.UTF8, "text/plain");

        Assert.Equal(
            (HttpStatusCode.UnsupportedMediaType, "unsupported-media"),
            await host.SendAsync(HttpMethod.Post, Route, content)
        );
        Assert.Equal(
            (HttpStatusCode.UnsupportedMediaType, "unsupported-media"),
            await host.SendAsync(HttpMethod.Post, $"{Route}/one/terminate")
        );
    }

    [Fact]
    public async Task An_input_that_is_too_large_is_refused()
    {
        await using var host = await ApiHost.StartAsync(Orders);

        Assert.Equal(
            (HttpStatusCode.RequestEntityTooLarge, "too-large"),
            await host.PostAsync(Route, new { name = "ShipOrder", input = new string('x', 1024 * 1024) })
        );
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "")]
    [InlineData("GET", "/one")]
    [InlineData("GET", "/one/history")]
    [InlineData("POST", "/one/events")]
    [InlineData("POST", "/one/pause")]
    [InlineData("POST", "/one/resume")]
    [InlineData("POST", "/one/terminate")]
    [InlineData("DELETE", "/one")]
    public async Task Only_admins_may_see_workflows_and_step_in(string method, string path)
    {
        await using var host = await ApiHost.StartAsync(Orders);
        host.Http.DefaultRequestHeaders.Remove("X-Test-Role");
        host.Http.DefaultRequestHeaders.Add("X-Test-Role", "sender");

        Assert.Equal(HttpStatusCode.Forbidden, (await host.SendAsync(new HttpMethod(method), Route + path)).Status);
    }

    internal static void Orders(WorkflowRegistration workflows) =>
        workflows.RegisterWorkflow<object?, double>(
            "ShipOrder",
            async (context, _) =>
            {
                context.SetCustomStatus("waiting for payment");
                return (await context.WaitForExternalEventAsync<Payment>("paid")).Amount;
            }
        );

    internal sealed record Payment(double Amount);
}
