using Monolith.Platform.Documents;
using Monolith.Platform.Events;

namespace Monolith.OutboxProcess;

/// <summary>Counts orders, each once however often it hears of it: the note of an order and the new count are one commit.</summary>
public sealed class Tally(IDocumentStore documents) : IEventHandler<Order>
{
    /// <summary>The kind of the notes: one for each order that was counted.</summary>
    public const string Noted = "noted";

    private const string Kind = "tally";
    private const string Id = "orders";

    /// <summary>How many orders were counted.</summary>
    public static async Task<int> ReadAsync(IDocumentStore documents, CancellationToken cancellationToken) =>
        (await documents.GetAsync<int>(Kind, Id, cancellationToken))?.Value ?? 0;

    /// <inheritdoc/>
    public async Task HandleAsync(Event<Order> e, CancellationToken cancellationToken)
    {
        if (await documents.GetAsync<Order>(Noted, e.Data.Id, cancellationToken) is not null)
        {
            return;
        }

        var changes = new DocumentChanges().Add(Noted, e.Data.Id, e.Data);
        var count = await documents.GetAsync<int>(Kind, Id, cancellationToken);
        changes = count is null ? changes.Add(Kind, Id, 1) : changes.Replace(Kind, Id, count.Value + 1, count.ETag);
        await documents.CommitAsync(changes, cancellationToken);
    }
}
