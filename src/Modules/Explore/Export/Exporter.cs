using Microsoft.Extensions.Options;
using Monolith.Explore.Admission;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;

namespace Monolith.Explore.Export;

/// <summary>Writes all records that meet a condition, however many, in the order of time. It keeps none of them.</summary>
internal sealed class Exporter(
    AdmittedRunner runner,
    LogCounts counts,
    IOptions<ExploreOptions> options,
    TimeProvider clock,
    ExploreMetrics metrics
)
{
    private static readonly Dictionary<string, string> Settings = new(JsonColumn.Settings, StringComparer.Ordinal)
    {
        ["output_format_csv_crlf_end_of_line"] = "1",
        ["formatdatetime_f_prints_scale_number_of_digits"] = "1", // all nine digits of a second
        ["output_format_json_quote_64bit_integers"] = "0",
        ["output_format_json_quote_denormals"] = "0",
    };

    /// <summary>Writes them.</summary>
    /// <param name="reader">Who asks.</param>
    /// <param name="condition">Which of them.</param>
    /// <param name="range">Of what time.</param>
    /// <param name="format">How they are written.</param>
    /// <param name="countRows">Is told of records when they are written.</param>
    /// <param name="openTarget">Gives what is written to. It is asked once the engine has begun to answer, so that a failure
    /// before that can still be told by a status.</param>
    /// <param name="cancellationToken">Stops the export, in the engine too.</param>
    public async Task WriteAsync(
        Reader reader,
        LogCondition condition,
        TimeRange range,
        ExportFormat format,
        Action<int> countRows,
        Func<Stream> openTarget,
        CancellationToken cancellationToken
    )
    {
        var start = new TimeBound(options.Value.MaxExecutionTime, clock);
        var extent = await counts.FindExtentAsync(reader, condition, range, start, cancellationToken);
        var windows = new ExportWindows(extent);
        Stream? target = null;
        while (windows.TryNext(out var window))
        {
            // Each window has the time of a question to itself: all of them together have no bound.
            var bound = new TimeBound(options.Value.MaxExecutionTime, clock);
            var sql = TenantSql.OverLogs(reader, window).Where(condition, start.Now);
            await using var result = await runner.RunAsync(
                sql.Select(format.Columns(sql.Values), "ORDER BY ts, log_id", bound.AsSettings(Settings)),
                format.EngineFormat,
                QueryCost.Small,
                cancellationToken
            );
            target ??= await OpenAsync(format, openTarget, cancellationToken);
            var written = await format.CopyAsync(result.Body, target, countRows, cancellationToken);
            metrics.Exported(written);
            windows.Adapt(written, bound.Elapsed);
        }

        target ??= await OpenAsync(format, openTarget, cancellationToken);
        await target.FlushAsync(cancellationToken);
    }

    private static async Task<Stream> OpenAsync(
        ExportFormat format,
        Func<Stream> openTarget,
        CancellationToken cancellationToken
    )
    {
        var target = openTarget();
        await target.WriteAsync(format.Head, cancellationToken);
        return target;
    }
}
