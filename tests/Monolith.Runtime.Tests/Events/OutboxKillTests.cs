using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Monolith.OutboxProcess;
using Monolith.Platform.Documents;
using Monolith.Platform.Events;

namespace Monolith.Runtime.Tests.Events;

/// <summary>A process that commits documents with events is killed at random moments, and started again on the same files.</summary>
public sealed class OutboxKillTests : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);
    private readonly EmbeddedRuntime _runtime = new();

    private static int Kills => Environment.GetEnvironmentVariable("MONOLITH_LONG_TESTS") == "1" ? 60 : 5;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();

    [Fact]
    public async Task Killing_the_process_loses_no_event_of_a_document_and_makes_none_without_its_document()
    {
        var random = new Random(20260304);
        var acknowledged = new List<string>();
        for (var run = 0; run < Kills; run++)
        {
            acknowledged.AddRange(await RunAndKillAsync($"run{run}", atLeast: random.Next(1, 60)));
        }

        await using var host = await _runtime.StartHostAsync(services =>
            services.AddEventHandler<Order, Tally>(Order.Committed)
        );
        var queue = host.Services.GetRequiredService<IEventQueue>();
        await Eventually.HoldsAsync(() => queue.State.Waiting == 0, "every event is handled", Bound);

        var orders = await IdsAsync(host.Documents, Order.Kind);
        Assert.Empty(acknowledged.Except(orders, StringComparer.Ordinal));
        Assert.Equal(orders, await IdsAsync(host.Documents, Tally.Noted));
        Assert.Equal(orders.Count, await Tally.ReadAsync(host.Documents, Token));
        Assert.Equal(0, queue.State.SetAside);
    }

    /// <returns>The ids of all orders that the process acknowledged before it died.</returns>
    private async Task<IReadOnlyList<string>> RunAndKillAsync(string run, int atLeast)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Monolith.OutboxProcess");
        using var process = Process.Start(
            new ProcessStartInfo(program, [_runtime.Path, run]) { RedirectStandardOutput = true }
        )!;
        try
        {
            var ids = new List<string>();
            while (ids.Count < atLeast)
            {
                var id = await process.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(Bound, Token);
                ids.Add(id ?? throw new InvalidOperationException("The process ended before it was killed."));
            }

            process.Kill();
            ids.AddRange((await process.StandardOutput.ReadToEndAsync(Token)).Split('\n')[..^1]);
            return ids;
        }
        finally
        {
            process.Kill(); // no-op once it has ended
            await process.WaitForExitAsync(Token).WaitAsync(Bound, Token);
        }
    }

    private static async Task<IReadOnlyList<string>> IdsAsync(IDocumentStore documents, string kind)
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await documents.ListAsync<Order>(kind, pageSize: 1000, cursor, Token);
            ids.AddRange(page.Documents.Select(document => document.Id));
            cursor = page.NextCursor;
        } while (cursor is not null);

        return ids;
    }
}
