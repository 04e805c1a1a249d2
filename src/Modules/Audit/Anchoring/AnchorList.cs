using Microsoft.Extensions.Options;
using Monolith.Audit.Export;
using Monolith.Audit.Keeping;
using Monolith.Audit.Proofs;

namespace Monolith.Audit.Anchoring;

/// <summary>The anchors that are configured.</summary>
internal sealed class AnchorList(
    IOptions<AnchoringOptions> options,
    TrailExporter exporter,
    ProofReader proofs,
    KeepingStore keeping,
    AnchorHttp http,
    TimeProvider clock
)
{
    /// <summary>All of them, by their names.</summary>
    public IReadOnlyList<IAnchor> All { get; } =
    [
        .. options
            .Value.Anchors.OrderBy(anchor => anchor.Key, StringComparer.Ordinal)
            .Select(anchor => Of(anchor.Key, anchor.Value, exporter, proofs, keeping, http, clock)),
    ];

    private static IAnchor Of(
        string name,
        AnchorOptions anchor,
        TrailExporter exporter,
        ProofReader proofs,
        KeepingStore keeping,
        AnchorHttp http,
        TimeProvider clock
    ) =>
        anchor.Type switch
        {
            AnchorType.Folder => new FolderAnchor(name, anchor, exporter, clock),
            AnchorType.S3 => new S3Anchor(name, anchor, http, exporter, keeping, clock),
            AnchorType.Webhook => new WebhookAnchor(name, anchor, http, clock),
            AnchorType.Witness => new WitnessAnchor(name, anchor, http, proofs, clock),
            AnchorType.Timestamp => new TimestampAnchor(name, anchor, http, clock),
            _ => throw new ArgumentException($"{anchor.Type} is no kind of anchor.", nameof(anchor)),
        };
}
