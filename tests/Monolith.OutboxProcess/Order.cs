namespace Monolith.OutboxProcess;

/// <summary>A document, and the data of the event that tells of it.</summary>
/// <param name="Id">The document's id.</param>
public sealed record Order(string Id)
{
    /// <summary>The document's kind.</summary>
    public const string Kind = "order";

    /// <summary>The event's topic.</summary>
    public const string Committed = "order.committed";
}
