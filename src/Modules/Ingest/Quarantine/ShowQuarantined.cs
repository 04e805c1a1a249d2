using System.Globalization;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Quarantine;

/// <summary>
/// Shows one refused record: <c>GET /api/v1/quarantine/{id}</c> with what looks secret covered, and
/// <c>GET /api/v1/quarantine/{id}/raw</c> as it came. Each look stands in the audit trail before anything is shown.
/// </summary>
internal static class ShowQuarantined
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/quarantine/{id}",
                async (
                    string id,
                    HttpContext context,
                    QuarantineTable quarantine,
                    QuarantineAudit audit,
                    CancellationToken cancellationToken
                ) =>
                {
                    var found = await FindAsync(id, context, quarantine, cancellationToken);
                    await audit.WriteAsync(context, "shown", found.Row.Id, [], cancellationToken);
                    var isText = found.Raw is { } raw && IsText(raw);
                    var shown = isText && !HidesFields(context) ? Redaction.Apply(found.Raw) : null;
                    return TypedResults.Json(new Shown(found.Row, isText, shown), QuarantineJson.Options);
                }
            )
            .Describe(
                "Shows a refused record with what looks secret covered; the look is audited.",
                api =>
                    api.Path("id", "The id of the refused record.")
                        .GivesAny(
                            StatusCodes.Status200OK,
                            "The record, and what was wrong with it.",
                            "application/json"
                        )
                        .Refuses(StatusCodes.Status404NotFound, "not-in-quarantine")
            )
            .AddEndpointFilter(Hidden.Tell)
            .RequireAuthorization(Permissions.ReadQuarantine);
        routes
            .MapGet(
                "/api/v1/quarantine/{id}/raw",
                async (
                    string id,
                    HttpContext context,
                    QuarantineTable quarantine,
                    QuarantineAudit audit,
                    CancellationToken cancellationToken
                ) =>
                {
                    if (HidesFields(context))
                    {
                        throw new NotAllowedException(
                            "not-allowed",
                            "Your roles hide fields, and nobody can tell them from the rest of what could not be read."
                        );
                    }

                    var found = await FindAsync(id, context, quarantine, cancellationToken);
                    var raw =
                        found.Raw
                        ?? throw new NotFoundException(
                            "not-in-quarantine",
                            "The key that this record was sealed with is destroyed: nobody can read it any more."
                        );
                    await audit.WriteAsync(context, "shown-raw", found.Row.Id, [], cancellationToken);
                    return TypedResults.Bytes(raw, "application/octet-stream", $"quarantined-{found.Row.Id}");
                }
            )
            .Describe(
                "Shows a refused record as it came, secrets and all; the look is audited.",
                api =>
                    api.Path("id", "The id of the refused record.")
                        .GivesAny(StatusCodes.Status200OK, "Its bytes.", "application/octet-stream")
                        .Refuses(StatusCodes.Status403Forbidden, "not-allowed")
                        .Refuses(StatusCodes.Status404NotFound, "not-in-quarantine")
            )
            .AddEndpointFilter(Hidden.Tell)
            .RequireAuthorization(Permissions.ReadRawQuarantine);
    }

    /// <param name="Record">What is known of it.</param>
    /// <param name="IsText">Whether its bytes are text. Others, such as protobuf, cannot be covered in part and are not shown; nor are
    /// those whose key is destroyed.</param>
    /// <param name="Text">The bytes as text, with what looks secret covered. Null to a caller from whom fields are hidden: in what could
    /// not be read, nobody can tell them from the rest.</param>
    internal sealed record Shown(QuarantinedRow Record, bool IsText, string? Text);

    private static async Task<QuarantinedRecordBytes> FindAsync(
        string id,
        HttpContext context,
        QuarantineTable quarantine,
        CancellationToken cancellationToken
    )
    {
        // What is no id is the id of no record.
        var found = ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await quarantine.FindAsync(Reader.Of(context), [number], cancellationToken)
            : [];
        return found.Count > 0
            ? found[0]
            : throw new NotFoundException(
                "not-in-quarantine",
                "There is no refused record with this id, or it is no longer kept."
            );
    }

    private static bool HidesFields(HttpContext context) => Sight.Of(context).HidesFields;

    // A record that was cut short may end in the middle of a letter.
    private static bool IsText(ReadOnlySpan<byte> raw)
    {
        var whole = raw;
        for (var cut = 0; cut < 3 && !whole.IsEmpty && !Utf8.IsValid(whole); cut++)
        {
            whole = whole[..^1];
        }

        return Utf8.IsValid(whole)
            && !whole.ContainsAnyInRange((byte)0, (byte)8)
            && !whole.ContainsAnyInRange((byte)14, (byte)26);
    }
}
