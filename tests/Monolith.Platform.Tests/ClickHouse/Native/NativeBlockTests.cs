using FsCheck;
using FsCheck.Fluent;
using Monolith.Platform.ClickHouse.Native;

namespace Monolith.Platform.Tests.ClickHouse.Native;

public sealed class NativeBlockTests
{
    [Fact]
    public void Joining_blocks_gives_the_bytes_of_one_block_with_all_their_rows()
    {
        using var first = new EveryTypeBlock();
        using var second = new EveryTypeBlock();
        using var both = new EveryTypeBlock();

        Prop.ForAll(
                EveryTypeRow.Some,
                EveryTypeRow.Some,
                (a, b) =>
                {
                    first.Block.Clear();
                    second.Block.Clear();
                    both.Block.Clear();
                    var startOfSecond = b.Take(1).Select(row => row with { Resource = row.Resource ?? [] });
                    foreach (var row in a)
                    {
                        first.Append(row);
                        both.Append(row);
                    }

                    foreach (var row in startOfSecond.Concat(b.Skip(1)))
                    {
                        second.Append(row);
                        both.Append(row);
                    }

                    first.Block.AppendFrom(second.Block);

                    Assert.Equal(EncodedBlock.Of(both.Block), EncodedBlock.Of(first.Block));
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Joining_dictionaries_widens_numbers_as_needed()
    {
        using var first = new NativeBlock();
        using var second = new NativeBlock();
        using var both = new NativeBlock();
        var columns = new[] { first, second, both }.Select(b => b.Add("c", new LowCardinalityColumn())).ToArray();
        for (var i = 0; i < 70_000; i++)
        {
            var half = i < 200 ? 0 : 1;
            columns[half].Append(BitConverter.GetBytes(i));
            (half == 0 ? first : second).EndRow();
            columns[2].Append(BitConverter.GetBytes(i));
            both.EndRow();
        }

        first.AppendFrom(second);

        Assert.Equal(EncodedBlock.Of(both), EncodedBlock.Of(first));
    }

    [Fact]
    public void A_row_repeated_after_joining_is_the_last_row_of_the_other_block()
    {
        using var first = new NativeBlock();
        using var second = new NativeBlock();
        var target = first.Add("m", MapColumn.OfStrings());
        var source = second.Add("m", MapColumn.OfStrings());
        target.Add("a"u8, "1"u8);
        first.EndRow();
        source.Add("b"u8, "2"u8);
        source.Add("c"u8, "3"u8);
        second.EndRow();
        first.AppendFrom(second);

        target.RepeatRow();
        first.EndRow();

        using var expected = new NativeBlock();
        var map = expected.Add("m", MapColumn.OfStrings());
        map.Add("a"u8, "1"u8);
        expected.EndRow();
        expected.AppendFrom(second);
        expected.AppendFrom(second);
        Assert.Equal(EncodedBlock.Of(expected), EncodedBlock.Of(first));
    }

    [Fact]
    public void A_column_that_was_given_nothing_gets_its_default()
    {
        using var block = new NativeBlock();
        block.Add("n", new NumberColumn<byte>());
        block.Add("s", new StringColumn());

        block.EndRow();

        Assert.Equal(
            [2, 1, 1, (byte)'n', 5, .. "UInt8"u8, 0, 1, (byte)'s', 6, .. "String"u8, 0],
            EncodedBlock.Of(block)
        );
    }

    [Fact]
    public void A_column_that_was_given_two_values_for_one_row_is_named()
    {
        using var block = new NativeBlock();
        var column = block.Add("twice", new NumberColumn<byte>());
        column.Append(1);
        column.Append(2);

        var error = Assert.Throws<InvalidOperationException>(block.EndRow);

        Assert.Contains("twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_with_other_columns_are_not_joined()
    {
        using var block = new NativeBlock();
        using var other = new NativeBlock();
        block.Add("c", new NumberColumn<byte>());
        other.Add("c", new NumberColumn<ushort>());

        Assert.Throws<ArgumentException>(() => block.AppendFrom(other));
    }

    [Fact]
    public void A_cleared_block_begins_again()
    {
        using var used = new EveryTypeBlock();
        using var fresh = new EveryTypeBlock();

        Prop.ForAll(
                EveryTypeRow.Some,
                rows =>
                {
                    used.Block.Clear();
                    fresh.Block.Dispose();
                    foreach (var row in rows)
                    {
                        used.Append(row);
                        fresh.Append(row);
                    }

                    Assert.Equal(EncodedBlock.Of(fresh.Block), EncodedBlock.Of(used.Block));
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Rows_allocate_nothing_once_the_columns_have_grown()
    {
        using var block = new LogLikeBlock();
        using var joined = new LogLikeBlock();
        var segments = new List<ReadOnlyMemory<byte>>(200);

        Assert.Equal(0, Allocations.LeastOf(Fill));

        void Fill()
        {
            block.Block.Clear();
            joined.Block.Clear();
            segments.Clear();
            for (var row = 0; row < 10_000; row++)
            {
                block.AppendRow(row);
            }

            joined.Block.AppendFrom(block.Block);
            joined.Block.AppendFrom(block.Block);
            joined.Block.Encode(segments);
        }
    }
}
