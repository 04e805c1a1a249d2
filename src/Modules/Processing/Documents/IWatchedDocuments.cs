namespace Monolith.Processing.Documents;

/// <summary>Documents that records are processed by: they are asked about for every record, so they are kept ready in memory.</summary>
internal interface IWatchedDocuments
{
    /// <summary>What they are, for the log.</summary>
    string Name { get; }

    /// <summary>Takes in what the store has now. When that fails, what was known goes on.</summary>
    Task ReloadAsync(CancellationToken cancellationToken);
}
