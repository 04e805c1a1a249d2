namespace Monolith.Processing.Pipelines;

/// <summary>Where pipelines come from beside the API, <c>Monolith:Pipelines</c>.</summary>
internal sealed class PipelineOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Monolith:Pipelines";

    /// <summary>A folder with pipelines as YAML or JSON files; none without it. The API cannot change what stands there.</summary>
    public string? Path { get; init; }

    /// <summary>A folder with the tables that <c>map</c> looks values up in; none without it.</summary>
    public string? TablesPath { get; init; }
}
