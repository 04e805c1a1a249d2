using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;
using Monolith.Processing.Pipelines;
using Monolith.Processing.Pipelines.Kinds;

namespace Monolith.Processing.Editing.Tables;

/// <summary>Where the rows of a table come from.</summary>
/// <param name="Tenant">Whose pipeline asks for it.</param>
/// <param name="File">The name of the file.</param>
/// <param name="Key">The column that is looked up.</param>
/// <param name="Column">What is found.</param>
internal sealed record TableSource(TenantId Tenant, string File, string? Key, string? Column);

/// <summary>The tables of the files in a folder. One that has changed is read again for all stages that have it; one that is broken
/// keeps its last good version. Thread-safe.</summary>
internal sealed partial class LookupTables(IOptions<PipelineOptions> options, ILogger<LookupTables> logger)
    : IWatchedDocuments
{
    private readonly Lock _gate = new();
    private readonly List<OpenTable> _open = [];

    public string Name => "tables of pipelines";

    /// <summary>Reads a table.</summary>
    /// <param name="source">Where its rows come from.</param>
    /// <param name="isTrial">True when it need not follow the file.</param>
    /// <exception cref="StageSettingsException">There is none, or it cannot be read.</exception>
    public LookupTable Open(TableSource source, bool isTrial)
    {
        var file = Find(source);
        try
        {
            var stamp = FileStamp.Of(file);
            var table = new LookupTable(TableFile.Read(file.FullName, source.Key, source.Column));
            if (!isTrial)
            {
                lock (_gate)
                {
                    _open.Add(new OpenTable(source, new WeakReference<LookupTable>(table), stamp));
                }
            }

            return table;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new StageSettingsException("file", $"{source.File}: {e.Message}");
        }
    }

    public Task ReloadAsync(CancellationToken cancellationToken)
    {
        Refresh();
        return Task.CompletedTask;
    }

    private void Refresh()
    {
        lock (_gate)
        {
            // A pipeline that is no longer in force takes its tables with it.
            _open.RemoveAll(open => !open.Table.TryGetTarget(out _));
            for (var i = 0; i < _open.Count; i++)
            {
                _open[i] = Refresh(_open[i]);
            }
        }
    }

    private OpenTable Refresh(OpenTable open)
    {
        try
        {
            var file = Find(open.Source);
            var stamp = FileStamp.Of(file);
            if (stamp == open.Stamp || !open.Table.TryGetTarget(out var table))
            {
                return open;
            }

            // Noted before it is read: a file that is broken is told of once.
            open = open with
            {
                Stamp = stamp,
            };
            table.Replace(TableFile.Read(file.FullName, open.Source.Key, open.Source.Column));
        }
        catch (Exception e) when (IsUnreadable(e) || e is StageSettingsException)
        {
            if (open.Fault != e.Message)
            {
                logger.TableBroken(open.Source.File, e.Message);
            }

            return open with
            {
                Fault = e.Message,
            };
        }

        return open with
        {
            Fault = null,
        };
    }

    // A tenant's own table goes before one that all share. A name with no folder in it leads nowhere else.
    private FileInfo Find(TableSource source)
    {
        if (options.Value.TablesPath is not { Length: > 0 } folder)
        {
            throw new StageSettingsException(
                "file",
                "This host has no folder of tables (Monolith:Pipelines:TablesPath)."
            );
        }

        if (!Names().IsMatch(source.File))
        {
            throw new StageSettingsException("file", "file is the name of a file alone that ends in .csv or .json.");
        }

        var own = new FileInfo(Path.Combine(folder, source.Tenant.Value, source.File));
        var shared = new FileInfo(Path.Combine(folder, source.File));
        return own.Exists && source.Tenant.Value is not ("." or "..") ? own
            : shared.Exists ? shared
            : throw new StageSettingsException("file", $"There is no table '{source.File}'.");
    }

    private static bool IsUnreadable(Exception e) =>
        e is FormatException or JsonException or IOException or UnauthorizedAccessException;

    [GeneratedRegex(
        @"\A[A-Za-z0-9][A-Za-z0-9_.\-]{0,99}\.(?:csv|json)\z",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Names();

    private sealed record OpenTable(TableSource Source, WeakReference<LookupTable> Table, FileStamp Stamp)
    {
        public string? Fault { get; init; }
    }
}
