namespace Monolith.Ingest.Elasticsearch;

/// <summary>The naming scheme of Elastic's data streams: <c>logs-DATASET-NAMESPACE</c>, no part of which has a dash in it.</summary>
internal static class DataStreams
{
    /// <summary>The dataset that the name of an index tells of; empty when it is named otherwise or after nobody.</summary>
    public static ReadOnlyMemory<byte> DatasetOf(ReadOnlyMemory<byte> index)
    {
        var name = index.Span;
        if (!name.StartsWith("logs-"u8) || name.Count((byte)'-') != 2)
        {
            return default;
        }

        var dataset = index["logs-".Length..name.LastIndexOf((byte)'-')];
        return IsNobody(dataset.Span) ? default : dataset;
    }

    /// <summary>Whether a dataset is the one that shippers write when they were told none.</summary>
    public static bool IsNobody(ReadOnlySpan<byte> dataset) => dataset.SequenceEqual("generic"u8);
}
