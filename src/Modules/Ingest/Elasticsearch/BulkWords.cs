using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>Elasticsearch's words for what was asked and what became of it.</summary>
internal static class BulkWords
{
    /// <summary>The name of an operation.</summary>
    public static string Of(BulkOperation operation) =>
        operation switch
        {
            BulkOperation.Index => "index",
            BulkOperation.Create => "create",
            BulkOperation.Update => "update",
            BulkOperation.Delete => "delete",
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, null),
        };

    /// <summary>What happened to the document of an action that succeeded.</summary>
    public static string ResultOf(BulkOperation operation, ItemFate fate) =>
        fate switch
        {
            ItemFate.Created => "created",
            ItemFate.Existing when operation == BulkOperation.Index => "updated",
            _ => "noop",
        };

    /// <summary>The error of an action that failed: its type, and what was wrong in words.</summary>
    public static (string Type, string Reason) ErrorOf(BulkItem item) =>
        item.Fate switch
        {
            ItemFate.Conflict => (
                "version_conflict_engine_exception",
                "version conflict, document already exists (current version [1])"
            ),
            ItemFate.Overloaded => (Overloaded, "There is no room now. Send the document again."),
            ItemFate.Rejected when item.Reason == RejectReason.UnsupportedAction => (
                "action_request_validation_exception",
                item.Detail!
            ),
            ItemFate.Rejected => ("document_parsing_exception", item.Detail!),
            _ => throw new InvalidOperationException($"{item.Fate} is no error."),
        };

    /// <summary>The type of the error that asks a client to come again.</summary>
    public const string Overloaded = "es_rejected_execution_exception";
}
