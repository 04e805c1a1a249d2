using System.Runtime.InteropServices;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>Names a pipeline among those of all tenants.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PipelineKey(TenantId Tenant, string Name)
{
    /// <summary>The id of documents about it.</summary>
    public override string ToString() => $"{Tenant}@{Name}";
}

/// <summary>What is known of a pipeline beside the text of its versions.</summary>
internal sealed record PipelineHead
{
    /// <summary>The versions that are kept, the latest last.</summary>
    public IReadOnlyList<SavedVersion> Versions { get; init; } = [];

    /// <summary>The versions that were in force one after the other, the one that is now last; rolling back takes it away.</summary>
    public IReadOnlyList<int> Published { get; init; } = [];

    /// <summary>When it was last saved, published or rolled back.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>By whom.</summary>
    public string UpdatedBy { get; init; } = "";

    /// <summary>The version that was saved last.</summary>
    public int Latest => Versions.Count == 0 ? 0 : Versions[^1].Number;

    /// <summary>The version that is in force; null for none.</summary>
    public SavedVersion? InForce =>
        Published.Count == 0 ? null : Versions.FirstOrDefault(version => version.Number == Published[^1]);
}

/// <summary>That a version was saved.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="SavedAt">When.</param>
/// <param name="SavedBy">By whom.</param>
internal sealed record SavedVersion(int Number, DateTimeOffset SavedAt, string SavedBy);

/// <summary>What a version says.</summary>
/// <param name="Text">As it was written: YAML or JSON.</param>
internal sealed record PipelineText(string Text);
