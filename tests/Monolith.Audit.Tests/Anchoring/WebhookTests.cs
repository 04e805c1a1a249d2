using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Monolith.Audit.Checkpoints;
using Monolith.Platform.Outgoing;

namespace Monolith.Audit.Tests.Anchoring;

public sealed class WebhookTests(EngineFixture engine)
{
    private const string Secret = "a secret of both sides";

    [Fact]
    public async Task A_webhook_is_told_of_the_newest_checkpoint_signed_with_the_secret_of_both()
    {
        await using var listener = await Listener.StartAsync();
        await using var host = await StartAsync("audit_webhook", listener);
        await host.Trail.AppendAsync(Some.Entry(1), default);

        await AnchoredAsync(host);

        var told = listener.Told.First();
        var body = JsonNode.Parse(told.Body)!;
        var checkpoint = Checkpoint.Parse((string)body["checkpoint"]!);
        Assert.Equal("default", (string?)body["tenant"]);
        Assert.Equal(((long)body["size"]!, (string?)body["root"]), (checkpoint.Size, checkpoint.Root.ToString()));
        Assert.Equal($"audit-default-{checkpoint.Size}", told.Id);
        Assert.Equal(
            WebhookSignature.Of(
                Encoding.UTF8.GetBytes(Secret),
                told.Id,
                long.Parse(told.Time),
                Encoding.UTF8.GetBytes(told.Body)
            ),
            told.Signature
        );
        var key = NoteKey.Parse((await host.VerdictAsync()).SignedBy!);
        Assert.True(checkpoint.Note!.IsSignedBy(key));
    }

    [Theory]
    [InlineData(StatusCodes.Status500InternalServerError)]
    [InlineData(StatusCodes.Status302Found)]
    public async Task A_webhook_that_does_not_take_it_is_told_again(int status)
    {
        await using var listener = await Listener.StartAsync();
        listener.Status = status;
        await using var host = await StartAsync($"audit_webhook_{status}", listener);
        await host.Trail.AppendAsync(Some.Entry(1), default);
        await Eventually.HoldsAsync(() => listener.Told.Count > 1, "it is told more than once");
        var anchor = await AnchorAsync(host);
        Assert.Null(anchor["anchored_at"]);

        listener.Status = StatusCodes.Status204NoContent;
        await AnchoredAsync(host);

        Assert.Equal(0, (int)(await AnchorAsync(host))["failures"]!);
        Assert.DoesNotContain(Secret, anchor.ToJsonString(), StringComparison.Ordinal);
    }

    private Task<AuditHost> StartAsync(string database, Listener listener) =>
        AuditHost.StartAsync(
            engine,
            database,
            settings: new Dictionary<string, string?>
            {
                ["Modules:Audit:Anchoring:RetryFirst"] = "00:00:00.050",
                ["Modules:Audit:Anchoring:Anchors:hook:Type"] = "webhook",
                ["Modules:Audit:Anchoring:Anchors:hook:Url"] = $"{listener.Url}",
                ["Modules:Audit:Anchoring:Anchors:hook:Secret"] = Secret,
            }
        );

    private static Task AnchoredAsync(AuditHost host) =>
        Eventually.HoldsAsync(
            async () => (await AnchorAsync(host))["anchored_at"] is not null,
            "the webhook has taken the checkpoint"
        );

    private static async Task<JsonNode> AnchorAsync(AuditHost host) =>
        (await host.Http.GetFromJsonAsync<JsonObject>("/api/v1/audit/anchors"))!["anchors"]![0]!;

    /// <summary>Who listens for checkpoints.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private Listener()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            _app = builder.Build();
            _app.MapPost("/", AnswerAsync);
        }

        public Uri Url => new(_app.Urls.Single());

        public int Status { get; set; } = StatusCodes.Status200OK;

        public ConcurrentQueue<Message> Told { get; } = [];

        public static async Task<Listener> StartAsync()
        {
            var listener = new Listener();
            await listener._app.StartAsync();
            return listener;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private async Task<IResult> AnswerAsync(HttpRequest request)
        {
            using var body = new StreamReader(request.Body);
            var headers = request.Headers;
            Told.Enqueue(
                new Message(
                    headers["webhook-id"].ToString(),
                    headers["webhook-timestamp"].ToString(),
                    headers["webhook-signature"].ToString(),
                    await body.ReadToEndAsync()
                )
            );
            return TypedResults.StatusCode(Status);
        }
    }

    private sealed record Message(string Id, string Time, string Signature, string Body);
}
