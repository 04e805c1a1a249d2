using System.Text;
using Monolith.Platform.ClickHouse.Native;

namespace Monolith.Platform.Tests.ClickHouse.Native;

/// <summary>One column each, against bytes that the engine is known to read.</summary>
public sealed class GoldenBytesTests
{
    [Fact]
    public void A_block_begins_with_its_columns_and_rows_and_each_column_with_name_and_type()
    {
        using var block = BlockOf(new NumberColumn<ushort>(), c => c.Append(0x1234));

        var bytes = EncodedBlock.Of(block);

        Assert.Equal([0x01, 0x01, 0x01, (byte)'c', 0x06, .. "UInt16"u8, 0x34, 0x12], bytes);
    }

    [Fact]
    public void Numbers_are_little_endian_and_of_their_own_width()
    {
        Assert.Equal([0xFE], Data(new NumberColumn<byte>(), c => c.Append(0xFE)));
        Assert.Equal([4, 3, 2, 1], Data(new NumberColumn<uint>(), c => c.Append(0x01020304)));
        Assert.Equal([8, 7, 6, 5, 4, 3, 2, 1], Data(new NumberColumn<ulong>(), c => c.Append(0x0102030405060708)));
        Assert.Equal([.. Enumerable.Repeat<byte>(0xFF, 8)], Data(new NumberColumn<long>(), c => c.Append(-1)));
        Assert.Equal([0, 0, 0xC0, 0x3F], Data(new NumberColumn<float>(), c => c.Append(1.5f)));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0xF8, 0x3F], Data(new NumberColumn<double>(), c => c.Append(1.5)));
        Assert.Equal([1], Data(new BoolColumn(), c => c.Append(true)));
    }

    [Fact]
    public void A_string_is_its_length_and_its_bytes()
    {
        Assert.Equal([3, .. "a\0b"u8], Data(new StringColumn(), c => c.Append("a\0b"u8)));
        Assert.Equal([0], Data(new StringColumn(), c => c.Append([])));
        Assert.Equal([0xAC, 0x02, .. new byte[300]], Data(new StringColumn(), c => c.Append(new byte[300])));
    }

    [Fact]
    public void A_fixed_string_is_filled_with_zero_bytes()
    {
        Assert.Equal([1, 2, 0, 0], Data(new FixedStringColumn(4), c => c.Append([1, 2])));
    }

    [Fact]
    public void A_value_too_long_for_a_fixed_string_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new FixedStringColumn(2).Append([1, 2, 3]));
    }

    [Fact]
    public void A_time_is_a_number_of_ticks_of_its_precision()
    {
        const long Nano = 1_234_567_890_123_456_789;

        Assert.Equal(BitConverter.GetBytes(Nano), Data(new DateTime64Column(9), c => c.AppendUnixNano(Nano)));
        Assert.Equal(
            BitConverter.GetBytes(Nano / 1_000_000),
            Data(new DateTime64Column(3), c => c.AppendUnixNano(Nano))
        );
    }

    [Fact]
    public void A_uuid_is_two_numbers_of_eight_bytes()
    {
        var uuid = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

        Assert.Equal(
            Convert.FromHexString("7766554433221100ffeeddccbbaa9988"),
            Data(new UuidColumn(), c => c.Append(uuid))
        );
    }

    [Fact]
    public void A_low_cardinality_column_is_a_dictionary_and_a_number_per_row()
    {
        var column = new LowCardinalityColumn();

        var bytes = Data(column, c => c.Append("a"u8), c => c.Append([]), c => c.Append("a"u8));

        Assert.Equal([.. UInt64(1), .. UInt64(0x600), .. UInt64(2), 1, (byte)'a', 0, .. UInt64(3), 0, 1, 0], bytes);
    }

    [Theory]
    [InlineData(256, 0x600, 1)]
    [InlineData(257, 0x601, 2)]
    [InlineData(65_536, 0x601, 2)]
    [InlineData(65_537, 0x602, 4)]
    public void A_dictionary_that_grows_widens_its_numbers(int distinct, int flags, int width)
    {
        var column = new LowCardinalityColumn();
        var values = Enumerable.Range(0, distinct).Select(i => Encoding.UTF8.GetBytes($"value {i}")).ToArray();

        var bytes = Data(column, [.. values.Select(v => (Action<LowCardinalityColumn>)(c => c.Append(v)))]);

        Assert.Equal((ulong)flags, BitConverter.ToUInt64(bytes, 8));
        Assert.Equal((ulong)distinct, BitConverter.ToUInt64(bytes, 16));
        var numbers = bytes[^(distinct * width)..];
        Assert.All(
            Enumerable.Range(0, distinct),
            row => Assert.Equal((uint)row, ReadNumber(numbers.AsSpan(row * width, width)))
        );
    }

    [Fact]
    public void An_empty_map_is_prefix_and_row_end_and_nothing_else()
    {
        Assert.Equal([.. UInt64(1), .. UInt64(0)], Data(MapColumn.OfStrings(), _ => { }));
    }

    [Fact]
    public void A_map_is_row_ends_then_all_keys_then_all_values()
    {
        var column = MapColumn.OfStrings();

        var bytes = Data(column, c => c.Add("k"u8, "v1"u8), _ => { }, c => c.Add("k"u8, "v2"u8));

        Assert.Equal(
            [
                .. UInt64(1),
                .. UInt64(1),
                .. UInt64(1),
                .. UInt64(2),
                .. (byte[])[.. UInt64(0x600), .. UInt64(1), 1, (byte)'k', .. UInt64(2), 0, 0],
                .. (byte[])[2, .. "v1"u8, 2, .. "v2"u8],
            ],
            bytes
        );
    }

    [Fact]
    public void A_map_of_low_cardinality_values_has_both_prefixes_first()
    {
        var bytes = Data(MapColumn.OfLowCardinality(), c => c.Add("k"u8, "v"u8));

        Assert.Equal([.. UInt64(1), .. UInt64(1), .. UInt64(1)], bytes[..24]);
    }

    [Fact]
    public void A_nullable_column_says_first_which_rows_are_null()
    {
        var column = new NullableColumn<NumberColumn<byte>>(new NumberColumn<byte>());

        Assert.Equal([0, 1, 0, 7, 0, 9], Data(column, c => c.Value.Append(7), _ => { }, c => c.Value.Append(9)));
    }

    [Fact]
    public void An_array_is_row_ends_then_all_elements()
    {
        var column = new ArrayColumn<NumberColumn<byte>>(new NumberColumn<byte>());

        var bytes = Data(
            column,
            c =>
            {
                c.Elements.Append(1);
                c.Elements.Append(2);
            },
            _ => { }
        );

        Assert.Equal([.. UInt64(2), .. UInt64(2), 1, 2], bytes);
    }

    [Fact]
    public void An_array_of_maps_has_the_prefix_of_the_keys_then_its_own_row_ends_then_those_of_the_maps()
    {
        var column = new ArrayColumn<MapColumn>(MapColumn.OfStrings());

        var bytes = Data(
            column,
            c =>
            {
                c.Elements.Add("k"u8, "v"u8);
                c.Elements.EndRow();
                c.Elements.EndRow();
            },
            _ => { }
        );

        Assert.Equal(
            [
                .. UInt64(1),
                .. (byte[])[.. UInt64(2), .. UInt64(2)],
                .. (byte[])[.. UInt64(1), .. UInt64(1)],
                .. (byte[])[.. UInt64(0x600), .. UInt64(1), 1, (byte)'k', .. UInt64(1), 0],
                .. (byte[])[1, (byte)'v'],
            ],
            bytes
        );
    }

    [Fact]
    public void An_array_without_elements_is_prefixes_and_row_ends_and_nothing_else()
    {
        Assert.Equal(
            [.. UInt64(1), .. UInt64(0)],
            Data(new ArrayColumn<LowCardinalityColumn>(new LowCardinalityColumn()), _ => { })
        );
        Assert.Equal([.. UInt64(1), .. UInt64(0)], Data(new ArrayColumn<MapColumn>(MapColumn.OfStrings()), _ => { }));
    }

    [Fact]
    public void An_enum_is_the_place_among_its_names()
    {
        var column = new EnumColumn("unset", "ok", "error");

        Assert.Equal("Enum8('unset' = 0, 'ok' = 1, 'error' = 2)", column.Type);
        Assert.Equal([2, 0], Data(column, c => c.Append(2), _ => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => column.Append(3));
    }

    [Fact]
    public void A_sequence_is_filled_when_it_is_encoded()
    {
        var column = new SequenceColumn();

        var bytes = Data(column, c => c.Start = 41, _ => { });

        Assert.Equal([.. UInt64(41), .. UInt64(42)], bytes);
    }

    /// <summary>The bytes of a column without name and type; each step is one row.</summary>
    private static byte[] Data<TColumn>(TColumn column, params Action<TColumn>[] rows)
        where TColumn : NativeColumn
    {
        using var block = BlockOf(column, rows);
        return EncodedBlock.Of(block)[^(int)column.EncodedBytes..];
    }

    private static NativeBlock BlockOf<TColumn>(TColumn column, params Action<TColumn>[] rows)
        where TColumn : NativeColumn
    {
        var block = new NativeBlock();
        block.Add("c", column);
        foreach (var row in rows)
        {
            row(column);
            block.EndRow();
        }

        return block;
    }

    private static byte[] UInt64(ulong number) => BitConverter.GetBytes(number);

    private static uint ReadNumber(ReadOnlySpan<byte> bytes) =>
        bytes.Length switch
        {
            1 => bytes[0],
            2 => BitConverter.ToUInt16(bytes),
            _ => BitConverter.ToUInt32(bytes),
        };
}
