using System.Diagnostics;
using System.Globalization;

namespace Monolith.Load;

/// <summary>How the engine alone takes rows.</summary>
/// <param name="Name">For people.</param>
/// <param name="Format">ClickHouse's name of the format.</param>
/// <param name="BatchSize">Rows in one insert.</param>
internal sealed record CeilingKind(string Name, string Format, int BatchSize);

/// <summary>
/// What the engine takes by itself: the rows that the Host has stored, inserted anew into a twin of the logs table, with
/// its indexes and views, in ready bodies.
/// </summary>
internal sealed class Ceiling
{
    public static readonly IReadOnlyList<CeilingKind> Kinds =
    [
        new("JSONEachRow, 50,000 rows", "JSONEachRow", 50_000),
        new("JSONEachRow, 1,000 rows", "JSONEachRow", 1_000),
        new("Native, 50,000 rows", "Native", 50_000),
    ];

    private const string Twin = "load_ceiling";

    private readonly Engine _engine;
    private readonly string _columns;
    private readonly int _connections;
    private readonly Dictionary<CeilingKind, List<byte[]>> _bodies = [];
    private long _token;

    private Ceiling(Engine engine, string columns, int connections)
    {
        _engine = engine;
        _columns = columns;
        _connections = connections;
    }

    /// <summary>Makes the twin and fetches the bodies.</summary>
    public static async Task<Ceiling> PrepareAsync(Engine engine, string database, long rows, int connections)
    {
        await MakeTwinAsync(engine, database);
        var ceiling = new Ceiling(engine, await UsedColumnsAsync(engine, database), connections);
        foreach (var kind in Kinds)
        {
            // Small inserts are slow: a fifth of the rows says the same in less time.
            var share = kind.BatchSize < 50_000 ? rows / 5 : rows;
            await ceiling.FetchAsync(database, kind, share);
        }

        return ceiling;
    }

    /// <returns>Rows a second, over all connections, until the engine has acknowledged the last insert.</returns>
    public async Task<CeilingResult> MeasureAsync(CeilingKind kind, ProcessMeter meter)
    {
        await _engine.AskAsync($"TRUNCATE TABLE {Twin}.logs");
        await _engine.WaitForMergesAsync();
        var bodies = _bodies[kind];
        var next = -1;
        var (cpu, began) = (meter.CpuSeconds, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, _connections).Select(_ => InsertAsync()));
        var (seconds, cpuSeconds) = (Stopwatch.GetElapsedTime(began).TotalSeconds, meter.CpuSeconds - cpu);

        var rows = await _engine.AskNumberAsync($"SELECT count() FROM {Twin}.logs");
        var bytes = bodies.Sum(body => (long)body.Length);
        return new CeilingResult(
            kind.Name,
            rows / seconds,
            bytes / seconds / 1e6,
            cpuSeconds / rows * 1e6,
            (double)bytes / rows
        );

        async Task InsertAsync()
        {
            for (var i = Interlocked.Increment(ref next); i < bodies.Count; i = Interlocked.Increment(ref next))
            {
                await _engine.InsertAsync(
                    $"INSERT INTO {Twin}.logs ({_columns}) FORMAT {kind.Format}",
                    bodies[i],
                    Interlocked.Increment(ref _token)
                );
            }
        }
    }

    public Task RemoveAsync() => _engine.AskAsync($"DROP DATABASE {Twin}");

    private static async Task MakeTwinAsync(Engine engine, string database)
    {
        await engine.AskAsync($"DROP DATABASE IF EXISTS {Twin}");
        await engine.AskAsync($"CREATE DATABASE {Twin}");
        foreach (
            var table in await engine.AskLinesAsync(
                $"SELECT name FROM system.tables WHERE database = '{database}' AND engine LIKE '%MergeTree'"
            )
        )
        {
            await engine.AskAsync($"CREATE TABLE {Twin}.`{table}` AS {database}.`{table}`");
        }

        foreach (
            var view in await engine.AskLinesAsync(
                $"SELECT create_table_query FROM system.tables WHERE database = '{database}' AND engine = 'MaterializedView' FORMAT TSVRaw"
            )
        )
        {
            await engine.AskAsync(view.Replace($"{database}.", $"{Twin}.", StringComparison.Ordinal));
        }
    }

    /// <summary>The columns that any row uses: a client that shapes rows would leave the others out.</summary>
    private static async Task<string> UsedColumnsAsync(Engine engine, string database)
    {
        var used = new List<string>();
        var columns = await engine.AskLinesAsync(
            $"SELECT name, type FROM system.columns WHERE database = '{database}' AND table = 'logs' AND default_kind NOT IN ('ALIAS', 'MATERIALIZED') FORMAT TSVRaw"
        );
        foreach (var column in columns)
        {
            var (name, type) = (
                column.Split('\t')[0],
                column.Split('\t')[1].Replace("'", "\\'", StringComparison.Ordinal)
            );
            var filled = await engine.AskNumberAsync(
                $"SELECT count() FROM (SELECT {name} FROM {database}.logs LIMIT 100000) WHERE {name} != defaultValueOfTypeName('{type}')"
            );
            if (filled > 0)
            {
                used.Add(name);
            }
        }

        return string.Join(", ", used);
    }

    private async Task FetchAsync(string database, CeilingKind kind, long rows)
    {
        var bodies = new List<byte[]>();
        var after = "0";
        for (var fetched = 0L; fetched < rows; fetched += kind.BatchSize)
        {
            var slice =
                $"FROM {database}.logs WHERE log_id > {after} ORDER BY log_id LIMIT {kind.BatchSize.ToString(CultureInfo.InvariantCulture)}";
            bodies.Add(
                await _engine.ReadAsync(
                    $"SELECT {_columns} {slice} FORMAT {kind.Format} SETTINGS max_block_size = 65536, max_memory_usage = 0, output_format_json_quote_64bit_integers = 0"
                )
            );
            after = await _engine.AskAsync($"SELECT max(log_id) FROM (SELECT log_id {slice})");
        }

        _bodies.Add(kind, bodies);
    }
}

/// <summary>What one kind of insert came to.</summary>
internal sealed record CeilingResult(
    string Name,
    double RowsPerSecond,
    double MegabytesPerSecond,
    double EngineCpuSecondsPerMillion,
    double BytesPerRow
);
