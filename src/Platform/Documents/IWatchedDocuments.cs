namespace Monolith.Platform.Documents;

/// <summary>Documents that are asked about for every record or every request, so they are kept ready in memory.</summary>
public interface IWatchedDocuments
{
    /// <summary>What they are, for the log.</summary>
    string Name { get; }

    /// <summary>Takes in what the store has now. When that fails, what was known goes on.</summary>
    Task ReloadAsync(CancellationToken cancellationToken);
}
