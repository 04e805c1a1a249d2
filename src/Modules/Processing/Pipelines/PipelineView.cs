namespace Monolith.Processing.Pipelines;

/// <summary>A pipeline with all that can be seen of it.</summary>
internal sealed record PipelineView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The version that was saved last.</summary>
    public int? Latest { get; init; }

    /// <summary>The version that is in force.</summary>
    public int? Published { get; init; }

    /// <summary>The versions that were in force one after the other, the one that is now last.</summary>
    public IReadOnlyList<int>? History { get; init; }

    /// <summary>The file that it stands in; null for one of the API.</summary>
    public string? File { get; init; }

    /// <summary>Why the published version cannot be run here: the last good one is in force.</summary>
    public string? Fault { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>By whom.</summary>
    public string? UpdatedBy { get; init; }

    /// <summary>What its latest version says; not in lists.</summary>
    public string? Document { get; init; }

    /// <summary>What is wrong with that; not in lists.</summary>
    public IReadOnlyList<PipelineFault>? Errors { get; init; }

    /// <summary>A pipeline of the API.</summary>
    public static PipelineView Of(PipelineKey key, PipelineHead head, PipelineLoader loader) =>
        new()
        {
            Name = key.Name,
            Latest = head.Latest,
            Published = head.InForce?.Number,
            History = head.Published,
            Fault = loader.FaultOf(key),
            UpdatedAt = head.UpdatedAt,
            UpdatedBy = head.UpdatedBy,
        };

    /// <summary>A pipeline of a file.</summary>
    public static PipelineView Of(FilePipeline file, PipelineLoader loader) =>
        new()
        {
            Name = file.Key.Name,
            File = file.File,
            Fault = loader.FaultOf(file.Key),
        };
}

/// <summary>A pipeline, and the ETag that its next change may name.</summary>
internal sealed record TaggedPipeline(PipelineView Pipeline, string? ETag);
