using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.ClickHouse.Native;

namespace Monolith.Platform.Tests.ClickHouse.Native;

public sealed class EngineReadsBlocksTests(EngineFixture engine)
{
    private const string Table = "every_type";

    // Everything as text or hexadecimal digits, so that nothing is lost between the engine and here.
    private const string ReadBack = """
        SELECT toString(number) AS number, hex(text) AS text, hex(word) AS word, hex(id) AS id, toString(small) AS small,
            toString(large) AS large, toString(signed) AS signed, toString(reinterpretAsUInt64(real)) AS real,
            toString(truth) AS truth, toString(uuid) AS uuid, toString(toUnixTimestamp64Nano(time)) AS time,
            arrayStringConcat(arrayMap((k, v) -> concat(hex(k), '=', hex(v)), mapKeys(attributes), mapValues(attributes)), ',')
                AS attributes,
            arrayStringConcat(arrayMap((k, v) -> concat(hex(k), '=', hex(v)), mapKeys(resource), mapValues(resource)), ',')
                AS resource,
            ifNull(toString(maybe), 'null') AS maybe, arrayStringConcat(arrayMap(w -> hex(w), words), ',') AS words,
            toString(choice) AS choice,
            arrayStringConcat(arrayMap(m -> concat('[',
                arrayStringConcat(arrayMap((k, v) -> concat(hex(k), '=', hex(v)), mapKeys(m), mapValues(m)), ','), ']'), maps))
                AS maps
        FROM every_type ORDER BY every_type.number
        """;

    private static readonly Arbitrary<EveryTypeRow[]> SomeRows = EveryTypeRow.Some.Filter(rows => rows.Length > 0);

    [Fact]
    public async Task The_engine_reads_back_the_rows_that_were_written()
    {
        const ulong Start = 1000;
        using var client = await ClientAsync(nameof(The_engine_reads_back_the_rows_that_were_written));
        using var block = new EveryTypeBlock();
        block.Number.Start = Start;

        Prop.ForAll(SomeRows, rows => RoundTrip(rows).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40));

        async Task RoundTrip(EveryTypeRow[] rows)
        {
            await client.ExecuteAsync(new ClickHouseQuery($"TRUNCATE TABLE {Table}"), CancellationToken.None);
            block.Block.Clear();
            foreach (var row in rows)
            {
                block.Append(row);
            }

            await InsertAsync(client, block.Block);

            Assert.Equal(Expected(rows, Start), await ReadAsync(client));
        }
    }

    [Fact]
    public async Task The_engine_reads_joined_blocks_as_the_rows_of_one_after_the_other()
    {
        using var client = await ClientAsync(nameof(The_engine_reads_joined_blocks_as_the_rows_of_one_after_the_other));
        using var first = new EveryTypeBlock();
        using var second = new EveryTypeBlock();

        Prop.ForAll(SomeRows, SomeRows, (a, b) => RoundTrip(a, b).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20));

        async Task RoundTrip(EveryTypeRow[] a, EveryTypeRow[] b)
        {
            await client.ExecuteAsync(new ClickHouseQuery($"TRUNCATE TABLE {Table}"), CancellationToken.None);
            first.Block.Clear();
            second.Block.Clear();
            Array.ForEach(a, first.Append);
            Array.ForEach(b, second.Append);
            first.Block.AppendFrom(second.Block);

            await InsertAsync(client, first.Block);

            Assert.Equal([.. Expected(a, 0), .. Expected(b, 0, (ulong)a.Length)], await ReadAsync(client));
        }
    }

    [Fact]
    public async Task The_engine_reads_every_width_of_dictionary_numbers()
    {
        using var client = engine.CreateClient();
        await client.ExecuteAsync(
            new ClickHouseQuery(
                "CREATE TABLE widths (word LowCardinality(String), m Map(LowCardinality(String), String)) ENGINE = Memory"
            ),
            CancellationToken.None
        );
        using var block = new NativeBlock();
        var word = block.Add("word", new LowCardinalityColumn());
        var map = block.Add("m", MapColumn.OfStrings());
        for (var i = 0; i < 70_000; i++)
        {
            word.Append(System.Text.Encoding.UTF8.GetBytes($"w{i}"));
            map.Add(System.Text.Encoding.UTF8.GetBytes($"k{i % 300}"), "v"u8);
            block.EndRow();
        }

        await client.InsertAsync(ClickHouseInsert.Of("widths", block, "1"), CancellationToken.None);

        var counts = client.QueryAsync<Counts>(
            new ClickHouseQuery("SELECT uniqExact(word) AS words, uniqExact(mapKeys(m)) AS keys FROM widths"),
            JsonSerializerOptions.Web,
            CancellationToken.None
        );
        Assert.Equal(new Counts(70_000, 300), Assert.Single(await counts.ToListAsync()));
    }

    private async Task<ClickHouseClient> ClientAsync(string database)
    {
        using var client = engine.CreateClient();
        await client.ExecuteAsync(new ClickHouseQuery($"CREATE DATABASE {database}"), CancellationToken.None);
        var own = engine.CreateClient(database);
        await own.ExecuteAsync(
            new ClickHouseQuery($"CREATE TABLE {Table} ({EveryTypeBlock.Columns}) ENGINE = Memory"),
            CancellationToken.None
        );
        return own;
    }

    private static async Task InsertAsync(ClickHouseClient client, NativeBlock block) =>
        await client.InsertAsync(ClickHouseInsert.Of(Table, block, "one"), CancellationToken.None);

    private static async Task<List<TextRow>> ReadAsync(ClickHouseClient client) =>
        await client
            .QueryAsync<TextRow>(new ClickHouseQuery(ReadBack), JsonSerializerOptions.Web, CancellationToken.None)
            .ToListAsync();

    private static IEnumerable<TextRow> Expected(EveryTypeRow[] rows, ulong start, ulong offset = 0)
    {
        var resource = Array.Empty<(string, string)>();
        foreach (var (index, row) in rows.Index())
        {
            resource = row.Resource ?? resource;
            yield return new TextRow(
                $"{start + offset + (ulong)index}",
                Hex(row.Text),
                Hex(row.Word),
                Convert.ToHexString(row.Id),
                $"{row.Small}",
                $"{row.Large}",
                $"{row.Signed}",
                $"{BitConverter.DoubleToUInt64Bits(row.Real)}",
                row.Truth ? "true" : "false",
                $"{row.Uuid}",
                $"{row.Nanoseconds}",
                Hex(row.Attributes),
                Hex(resource),
                row.Maybe?.ToString() ?? "null",
                string.Join(',', row.Words.Select(Hex)),
                new[] { "none", "one", "other" }[row.Choice],
                string.Concat(row.Maps.Select(map => $"[{Hex(map)}]"))
            );
        }
    }

    private static string Hex(string text) => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text));

    private static string Hex((string Key, string Value)[] entries) =>
        string.Join(',', entries.Select(e => $"{Hex(e.Key)}={Hex(e.Value)}"));

    private sealed record TextRow(
        string Number,
        string Text,
        string Word,
        string Id,
        string Small,
        string Large,
        string Signed,
        string Real,
        string Truth,
        string Uuid,
        string Time,
        string Attributes,
        string Resource,
        string Maybe,
        string Words,
        string Choice,
        string Maps
    );

    private sealed record Counts(long Words, long Keys);
}
