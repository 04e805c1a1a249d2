using Monolith.Audit.Export;

namespace Monolith.Audit.Anchoring;

/// <summary>Keeps an export in a folder, one below it for each tenant: a share of another machine, a disk that is written once.</summary>
internal sealed class FolderAnchor(string name, AnchorOptions options, TrailExporter exporter, TimeProvider clock)
    : ExportAnchor(name, exporter, clock)
{
    /// <inheritdoc/>
    public override AnchorType Type => AnchorType.Folder;

    /// <inheritdoc/>
    protected override Task<IExportTarget> TargetOfAsync(string tenant, CancellationToken cancellationToken) =>
        Task.FromResult<IExportTarget>(new FolderExport(Path.Combine(options.Path!, tenant)));
}
