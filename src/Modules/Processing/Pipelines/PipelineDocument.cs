using System.Text.Json.Nodes;

namespace Monolith.Processing.Pipelines;

/// <summary>A pipeline as its document says it.</summary>
/// <param name="Name">Names it among those of its tenant.</param>
/// <param name="Description">What it is for, for people.</param>
/// <param name="Protect">True when a tenant none of whose pipelines redacts gets the usual <c>redact</c> at the end.</param>
/// <param name="Stages">In the order in which they run.</param>
internal sealed record PipelineDocument(
    string Name,
    string Description,
    bool Protect,
    IReadOnlyList<StageDocument> Stages
);

/// <summary>A stage as its document says it.</summary>
/// <param name="Name">Names it among those of its pipeline.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Settings">What the document says of that; null when it says nothing.</param>
/// <param name="If">Which records it looks at, in the search language; null for all.</param>
/// <param name="OnError">What becomes of a record that it fails on.</param>
/// <param name="Path">Where it stands in the document: <c>stages[2]</c>.</param>
internal sealed record StageDocument(
    string Name,
    string Kind,
    JsonNode? Settings,
    string? If,
    OnError OnError,
    string Path
);

/// <summary>What becomes of a record that a stage fails on.</summary>
internal enum OnError
{
    /// <summary>It goes on, marked with the name of the stage.</summary>
    Pass,

    /// <summary>It is left out.</summary>
    Drop,

    /// <summary>It goes into quarantine.</summary>
    Quarantine,
}

/// <summary>Something that is wrong with a document.</summary>
/// <param name="Path">Where: <c>stages[2].rename.fields</c>; empty for the whole.</param>
/// <param name="Message">What is wrong and what would be right.</param>
internal sealed record PipelineFault(string Path, string Message)
{
    public override string ToString() => Path.Length > 0 ? $"{Path}: {Message}" : Message;
}
