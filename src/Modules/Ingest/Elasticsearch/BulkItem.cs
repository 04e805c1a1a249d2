using System.Runtime.InteropServices;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>One action of a request, and what became of it.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct BulkItem
{
    /// <summary>What is to be done.</summary>
    public BulkOperation Operation;

    /// <summary>The index that it names, UTF-8.</summary>
    public ReadOnlyMemory<byte> Index;

    /// <summary>The document's id, UTF-8; empty when the client leaves it to the server.</summary>
    public ReadOnlyMemory<byte> Id;

    /// <summary>What became of it, as far as it is known.</summary>
    public ItemFate Fate;

    /// <summary>Why it was rejected.</summary>
    public RejectReason Reason;

    /// <summary>What exactly was wrong with a rejected one.</summary>
    public string? Detail;

    /// <summary>Whether another request, which brings the same document, makes it durable; null when there is none.</summary>
    public Task<bool>? Other;
}

/// <summary>What an action asks for.</summary>
internal enum BulkOperation
{
    /// <summary>Write a document, over the one of the same id if there is one.</summary>
    Index,

    /// <summary>Write a document unless there is one of the same id.</summary>
    Create,

    /// <summary>Change a document.</summary>
    Update,

    /// <summary>Take a document away.</summary>
    Delete,
}

/// <summary>What becomes of an action.</summary>
internal enum ItemFate
{
    /// <summary>The document is durable, once the request is.</summary>
    Created,

    /// <summary>The same document came before, and the action does not mind.</summary>
    Existing,

    /// <summary>It was left out on purpose, by a rule.</summary>
    Dropped,

    /// <summary>A document of the same id came before, and the action minds.</summary>
    Conflict,

    /// <summary>It is refused for good and in quarantine.</summary>
    Rejected,

    /// <summary>There was no room. It may be sent again.</summary>
    Overloaded,
}

/// <summary>The statuses of <see cref="ItemFate"/>.</summary>
internal static class ItemFates
{
    /// <summary>The status in the answer.</summary>
    public static int Status(this ItemFate fate) =>
        fate switch
        {
            ItemFate.Created => 201,
            ItemFate.Existing or ItemFate.Dropped => 200,
            ItemFate.Conflict => 409,
            ItemFate.Rejected => 400,
            ItemFate.Overloaded => 429,
            _ => throw new ArgumentOutOfRangeException(nameof(fate), fate, null),
        };

    /// <summary>Whether the answer explains it as an error.</summary>
    public static bool IsError(this ItemFate fate) =>
        fate is ItemFate.Conflict or ItemFate.Rejected or ItemFate.Overloaded;
}
