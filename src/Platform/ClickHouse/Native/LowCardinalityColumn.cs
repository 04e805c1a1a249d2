using System.Buffers;
using System.Numerics;

namespace Monolith.Platform.ClickHouse.Native;

/// <summary>A column of LowCardinality(String): each distinct value once, and a number per row.</summary>
public sealed class LowCardinalityColumn() : BytesColumn("LowCardinality(String)")
{
    private const ulong Version = 1;
    private const ulong KeysFollowAndDictionaryIsNew = 0x600;
    private readonly ValueDictionary _dictionary = new();
    private readonly ColumnBuffer _numbers = new();

    // Numbers take 1, 2 or 4 bytes, as many as the dictionary needs, and are widened when it outgrows them: they are
    // always ready to be encoded.
    private int _width = sizeof(byte);

    /// <inheritdoc/>
    public override long EncodedBytes =>
        sizeof(ulong) + (Rows == 0 ? 0 : (3 * sizeof(ulong)) + _dictionary.Encoded.Length + _numbers.Length);

    internal override int MaxHeaderBytes => 4 * sizeof(ulong);

    internal override int Position => Rows;

    /// <inheritdoc/>
    public override void Append(ReadOnlySpan<byte> value)
    {
        var number = _dictionary.NumberOf(value);
        WidenToFit();
        switch (_width)
        {
            case sizeof(byte):
                _numbers.Append((byte)number);
                break;
            case sizeof(ushort):
                _numbers.Append((ushort)number);
                break;
            default:
                _numbers.Append((uint)number);
                break;
        }

        Rows++;
    }

    internal override void Repeat(int position, int rows)
    {
        _numbers.AppendOwn(position * _width, rows * _width);
        Rows += rows;
    }

    internal override void AppendFrom(NativeColumn other)
    {
        var from = (LowCardinalityColumn)other;
        var translation = ArrayPool<int>.Shared.Rent(from._dictionary.Count);
        for (var number = 0; number < from._dictionary.Count; number++)
        {
            translation[number] = _dictionary.NumberOf(from._dictionary[number]);
        }

        WidenToFit();
        switch (from._width)
        {
            case sizeof(byte):
                Translate<byte>(from._numbers, translation);
                break;
            case sizeof(ushort):
                Translate<ushort>(from._numbers, translation);
                break;
            default:
                Translate<uint>(from._numbers, translation);
                break;
        }

        ArrayPool<int>.Shared.Return(translation);
        Rows += from.Rows;
    }

    internal override void WritePrefix(SegmentWriter writer) => writer.UInt64(Version);

    internal override void WriteData(SegmentWriter writer)
    {
        if (Rows == 0)
        {
            return;
        }

        // 0, 1 and 2 stand for numbers of 1, 2 and 4 bytes.
        writer.UInt64(KeysFollowAndDictionaryIsNew | (ulong)BitOperations.Log2((uint)_width));
        writer.UInt64((ulong)_dictionary.Count);
        writer.Data(_dictionary.Encoded);
        writer.UInt64((ulong)Rows);
        writer.Data(_numbers.Memory);
    }

    internal override void Clear()
    {
        _dictionary.Clear();
        _numbers.Clear();
        _width = sizeof(byte);
        Rows = 0;
    }

    internal override void ReturnMemory()
    {
        _dictionary.ReturnMemory();
        _numbers.ReturnMemory();
    }

    private void WidenToFit()
    {
        if (_width == sizeof(byte) && _dictionary.Count > byte.MaxValue + 1)
        {
            Widen<byte, ushort>();
        }

        if (_width == sizeof(ushort) && _dictionary.Count > ushort.MaxValue + 1)
        {
            Widen<ushort, uint>();
        }
    }

    private void Widen<TFrom, TTo>()
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryInteger<TTo>
    {
        var narrow = _numbers.As<TFrom>().Length;
        _numbers.Extend(_numbers.Length);
        var from = _numbers.As<TFrom>();
        var to = _numbers.As<TTo>();

        // From the end, because the wide numbers grow over the narrow ones.
        for (var row = narrow - 1; row >= 0; row--)
        {
            to[row] = TTo.CreateTruncating(from[row]);
        }

        _width *= 2;
    }

    private void Translate<TFrom>(ColumnBuffer from, ReadOnlySpan<int> translation)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
    {
        switch (_width)
        {
            case sizeof(byte):
                Translate<TFrom, byte>(from, translation);
                break;
            case sizeof(ushort):
                Translate<TFrom, ushort>(from, translation);
                break;
            default:
                Translate<TFrom, uint>(from, translation);
                break;
        }
    }

    private void Translate<TFrom, TTo>(ColumnBuffer numbers, ReadOnlySpan<int> translation)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryInteger<TTo>
    {
        var from = numbers.As<TFrom>();
        _numbers.Extend(from.Length * _width);
        var to = _numbers.As<TTo>()[^from.Length..];
        for (var row = 0; row < from.Length; row++)
        {
            to[row] = TTo.CreateTruncating(translation[int.CreateTruncating(from[row])]);
        }
    }
}
