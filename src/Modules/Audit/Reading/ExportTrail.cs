using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Anchoring;
using Monolith.Audit.Contracts;
using Monolith.Audit.Export;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Audit.Reading;

/// <summary>Gives out the caller's whole trail as a tar archive: <c>GET /api/v1/audit/export</c>. Whoever has it can verify it
/// without this server. That it was given out stands in the trail, and in the export.</summary>
internal static class ExportTrail
{
    private const string Tar = "application/x-tar";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/export", AnswerAsync)
            .Describe(
                "Gives out the whole audit trail, so that it can be verified without this server.",
                api =>
                    api.GivesAny(
                        StatusCodes.Status200OK,
                        "Entries, tiles, keys and the newest checkpoint, as a tar archive.",
                        Tar
                    )
            );

    private static async Task AnswerAsync(
        HttpContext http,
        TrailExporter exporter,
        AnchorStates anchors,
        IAuditTrail trail,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var tenant = TenantId.Of(http.User).Value;
        await trail.AppendAsync(AuditReads.Entry(http, "audit.trail.exported", clock.GetUtcNow()), cancellationToken);

        // What may fail because ClickHouse is away comes before the answer begins, so that it is an error and not half a trail.
        var checkpoint = await exporter.CoveringAsync(tenant, cancellationToken);
        http.Response.ContentType = Tar;
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"audit-{tenant}.tar\"";
        await using var archive = new TarExport(http.Response.Body, clock);
        await exporter.WriteAllAsync(tenant, checkpoint, archive, cancellationToken);
        await foreach (var kept in anchors.ReceiptsAsync(tenant, cancellationToken))
        {
            var name = ExportLayout.Receipt(kept.Anchor, kept.Size, kept.Receipt.File);
            await archive.PutAsync(name, kept.Receipt.Content, cancellationToken);
            if (kept.Receipt.Note is { } note)
            {
                name = ExportLayout.Receipt(kept.Anchor, kept.Size, ExportLayout.Note);
                await archive.PutAsync(name, note, cancellationToken);
            }
        }
    }
}
