using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Contracts;
using Monolith.Explore.Parameters;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Parsing;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Export;

/// <summary>All records that meet a condition, as a file: <c>GET /api/v1/logs/export</c>.</summary>
internal static class ExportLogs
{
    private const int MaxFields = 100;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/logs/export", AnswerAsync)
            .Describe(
                "Gives out all records that are meant, however many, while they are found.",
                api =>
                    api.ReadsFilter()
                        .ReadsRange("it goes back to the first record that is kept")
                        .Query("format", "`ndjson` or `csv`.")
                        .Query(
                            "fields",
                            "The fields of each record, with commas between them; in quotation marks an attribute of this very name."
                        )
                        .Query("gzip", "`true`: packed.")
                        .GivesAny(
                            StatusCodes.Status200OK,
                            "The records, as a file.",
                            "application/x-ndjson, text/csv, application/gzip"
                        )
                        .Refuses(StatusCodes.Status400BadRequest, "invalid-query")
                        .MayFail()
            )
            .RequireAuthorization(Permissions.ExportLogs);

    private static async Task AnswerAsync(
        HttpContext http,
        Exporter exporter,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var (condition, range, format, isZipped) = Read(http, now);
        GZipStream? zip = null;
        await exporter.WriteAsync(Reader.Of(http), condition, range, format, http.CountRows, Open, cancellationToken);

        // Only a whole export gets its end. One that broke off stays without, so that nobody takes a part for the whole.
        if (zip is not null)
        {
            await zip.DisposeAsync();
        }

        Stream Open()
        {
            var name = string.Create(
                CultureInfo.InvariantCulture,
                $"logs-{now:yyyyMMdd'T'HHmmss'Z'}.{format.Extension}"
            );
            http.Response.ContentType = isZipped ? "application/gzip" : format.ContentType;
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}{(isZipped ? ".gz" : "")}\"";
            zip = isZipped ? new GZipStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true) : null;
            return zip ?? http.Response.Body;
        }
    }

    private static (LogCondition Condition, TimeRange Range, ExportFormat Format, bool IsZipped) Read(
        HttpContext http,
        DateTimeOffset now
    )
    {
        var parameters = new LogParameters(http.Request.QueryString, "from", "to", "format", "fields", "gzip");
        var selection = parameters.Selection(http);
        var range = selection.Range(now);
        var fields = Fields(parameters);
        var isCsv = parameters.Choice("format", ("ndjson", false), ("csv", true)) ?? false;
        var isZipped = parameters.Choice("gzip", ("true", true), ("false", false)) ?? false;
        if (range.IsEmpty)
        {
            parameters.Fail("from", "from must lie before to.");
        }

        parameters.ThrowIfWrong();
        ExportFormat format =
            isCsv ? new CsvExport(fields)
            : fields.Count == 0 ? new RecordExport()
            : new FieldExport(fields);
        return (selection.Condition, range, format, isZipped);
    }

    private static List<string> Fields(LogParameters parameters)
    {
        var fields = parameters
            .Texts("fields")
            .SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(FieldName.Read)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (fields.Count > MaxFields)
        {
            parameters.Fail("fields", $"There may be {MaxFields} fields.");
        }

        return fields;
    }
}
