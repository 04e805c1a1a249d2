using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Monolith.Platform.ClickHouse.Native;

namespace Monolith.Platform.Tests.ClickHouse.Native;

/// <summary>A row with a value of every type that the writer knows.</summary>
internal sealed record EveryTypeRow(
    string Text,
    string Word,
    byte[] Id,
    byte Small,
    ulong Large,
    long Signed,
    double Real,
    bool Truth,
    Guid Uuid,
    long Nanoseconds,
    (string Key, string Value)[] Attributes,
    (string Key, string Value)[]? Resource,
    ushort? Maybe,
    string[] Words,
    byte Choice,
    (string Key, string Value)[][] Maps
)
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Elements("", "a", "\n\nDROP TABLE x", "\\N\t'\"`", "Grüße 😀", new string('x', 300)),
        ArbMap
            .Default.GeneratorFor<NonNull<string>>()
            .Select(s => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(s.Get)))
    );

    private static readonly Gen<string> FewWords = Gen.Choose(0, 400).Select(i => $"word {i}");

    private static readonly Gen<(string, string)[]> Entries = Gen.ArrayOf(
        from key in FewWords
        from value in Texts
        select (key, value)
    );

    /// <summary>Random rows. A resource that is null is the same as the row before.</summary>
    public static Arbitrary<EveryTypeRow[]> Some { get; } =
        Gen.ArrayOf(
                from text in Texts
                from word in FewWords
                from id in Gen.ArrayOf(ArbMap.Default.GeneratorFor<byte>(), 16)
                from numbers in ArbMap.Default.GeneratorFor<(byte, ulong, long, NormalFloat, bool, Guid)>()
                from nanoseconds in Gen.Choose(0, int.MaxValue).Select(s => s * 1_000_000_007L)
                from attributes in Entries
                from resource in Gen.Frequency(
                    (1, Entries.Select(e => ((string, string)[]?)e)),
                    (3, Gen.Constant<(string, string)[]?>(null))
                )
                from maybe in ArbMap.Default.GeneratorFor<ushort?>()
                from words in Gen.ArrayOf(FewWords)
                from choice in Gen.Choose(0, 2)
                from maps in Gen.ArrayOf(Entries)
                select new EveryTypeRow(
                    text,
                    word,
                    id,
                    numbers.Item1,
                    numbers.Item2,
                    numbers.Item3,
                    numbers.Item4.Get,
                    numbers.Item5,
                    numbers.Item6,
                    nanoseconds,
                    attributes,
                    resource,
                    maybe,
                    words,
                    (byte)choice,
                    maps
                )
            )
            .ToArbitrary();
}

/// <summary>A block with a column of every type that the writer knows.</summary>
internal sealed class EveryTypeBlock : IDisposable
{
    private readonly StringColumn _text;
    private readonly LowCardinalityColumn _word;
    private readonly FixedStringColumn _id;
    private readonly NumberColumn<byte> _small;
    private readonly NumberColumn<ulong> _large;
    private readonly NumberColumn<long> _signed;
    private readonly NumberColumn<double> _real;
    private readonly BoolColumn _truth;
    private readonly UuidColumn _uuid;
    private readonly DateTime64Column _time;
    private readonly MapColumn _attributes;
    private readonly MapColumn _resource;
    private readonly NullableColumn<NumberColumn<ushort>> _maybe;
    private readonly ArrayColumn<LowCardinalityColumn> _words;
    private readonly EnumColumn _choice;
    private readonly ArrayColumn<MapColumn> _maps;

    public EveryTypeBlock()
    {
        Number = Block.Add("number", new SequenceColumn());
        _text = Block.Add("text", new StringColumn());
        _word = Block.Add("word", new LowCardinalityColumn());
        _id = Block.Add("id", new FixedStringColumn(16));
        _small = Block.Add("small", new NumberColumn<byte>());
        _large = Block.Add("large", new NumberColumn<ulong>());
        _signed = Block.Add("signed", new NumberColumn<long>());
        _real = Block.Add("real", new NumberColumn<double>());
        _truth = Block.Add("truth", new BoolColumn());
        _uuid = Block.Add("uuid", new UuidColumn());
        _time = Block.Add("time", new DateTime64Column(9));
        _attributes = Block.Add("attributes", MapColumn.OfStrings());
        _resource = Block.Add("resource", MapColumn.OfLowCardinality());
        _maybe = Block.Add("maybe", new NullableColumn<NumberColumn<ushort>>(new NumberColumn<ushort>()));
        _words = Block.Add("words", new ArrayColumn<LowCardinalityColumn>(new LowCardinalityColumn()));
        _choice = Block.Add("choice", new EnumColumn("none", "one", "other"));
        _maps = Block.Add("maps", new ArrayColumn<MapColumn>(MapColumn.OfStrings()));
    }

    public NativeBlock Block { get; } = new();

    public SequenceColumn Number { get; }

    /// <summary>The table that the block fits.</summary>
    public static string Columns =>
        """
            number UInt64, text String, word LowCardinality(String), id FixedString(16), small UInt8, large UInt64,
            signed Int64, real Float64, truth Bool, uuid UUID, time DateTime64(9, 'UTC'),
            attributes Map(LowCardinality(String), String), resource Map(LowCardinality(String), LowCardinality(String)),
            maybe Nullable(UInt16), words Array(LowCardinality(String)), choice Enum8('none' = 0, 'one' = 1, 'other' = 2),
            maps Array(Map(LowCardinality(String), String))
            """;

    public void Append(EveryTypeRow row)
    {
        _text.Append(Utf8(row.Text));
        _word.Append(Utf8(row.Word));
        _id.Append(row.Id);
        _small.Append(row.Small);
        _large.Append(row.Large);
        _signed.Append(row.Signed);
        _real.Append(row.Real);
        _truth.Append(row.Truth);
        _uuid.Append(row.Uuid);
        _time.AppendUnixNano(row.Nanoseconds);
        foreach (var (key, value) in row.Attributes)
        {
            _attributes.Add(Utf8(key), Utf8(value));
        }

        if (row.Resource is null && Block.Rows > 0)
        {
            _resource.RepeatRow();
        }

        foreach (var (key, value) in row.Resource ?? [])
        {
            _resource.Add(Utf8(key), Utf8(value));
        }

        if (row.Maybe is { } maybe)
        {
            _maybe.Value.Append(maybe);
        }

        foreach (var word in row.Words)
        {
            _words.Elements.Append(Utf8(word));
        }

        _choice.Append(row.Choice);
        foreach (var map in row.Maps)
        {
            foreach (var (key, value) in map)
            {
                _maps.Elements.Add(Utf8(key), Utf8(value));
            }

            _maps.Elements.EndRow();
        }

        Block.EndRow();
    }

    public void Dispose() => Block.Dispose();

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
