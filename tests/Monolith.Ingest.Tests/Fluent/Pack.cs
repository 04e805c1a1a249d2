using System.Buffers.Binary;
using System.Text;

namespace Monolith.Ingest.Tests.Fluent;

/// <summary>Writes MessagePack, each value in the shortest form unless it is told to use a longer one.</summary>
internal static class Pack
{
    /// <summary>A map, in the order of its pairs.</summary>
    internal sealed record Map(params (object? Key, object? Value)[] Pairs);

    /// <summary>An extension.</summary>
    internal sealed record Extension(sbyte Type, byte[] Data);

    /// <summary>The bytes of a value: null, bool, numbers, text, data, arrays (<c>object?[]</c>), maps and extensions.</summary>
    public static byte[] Of(object? value) => Of(value, random: null);

    /// <summary>The bytes of a value, in forms that are chosen at random among those that can hold it.</summary>
    public static byte[] Of(object? value, Random? random)
    {
        var bytes = new List<byte>();
        Write(bytes, value, random);
        return [.. bytes];
    }

    /// <summary>The protocol's own time.</summary>
    public static Extension EventTime(long seconds, long nanoseconds = 0)
    {
        var data = new byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(data, (uint)seconds);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(4), (uint)nanoseconds);
        return new Extension(0, data);
    }

    /// <summary>Some values, one after the other.</summary>
    public static byte[] Stream(params object?[] values) => [.. values.SelectMany(Of)];

    private static void Write(List<byte> bytes, object? value, Random? random)
    {
        switch (value)
        {
            case null:
                bytes.Add(0xC0);
                break;
            case bool yes:
                bytes.Add((byte)(yes ? 0xC3 : 0xC2));
                break;
            case int number:
                WriteInteger(bytes, number, random);
                break;
            case long number:
                WriteInteger(bytes, number, random);
                break;
            case ulong number:
                bytes.Add(0xCF);
                Write(bytes, number, 8);
                break;
            case float number:
                bytes.Add(0xCA);
                Write(bytes, BitConverter.SingleToUInt32Bits(number), 4);
                break;
            case double number:
                bytes.Add(0xCB);
                Write(bytes, BitConverter.DoubleToUInt64Bits(number), 8);
                break;
            case string text:
                var utf8 = Encoding.UTF8.GetBytes(text);
                WriteLength(bytes, utf8.Length, (0xA0, 32), [0xD9, 0xDA, 0xDB], random);
                bytes.AddRange(utf8);
                break;
            case byte[] data:
                WriteLength(bytes, data.Length, (0, 0), [0xC4, 0xC5, 0xC6], random);
                bytes.AddRange(data);
                break;
            case object?[] array:
                WriteLength(bytes, array.Length, (0x90, 16), [-1, 0xDC, 0xDD], random);
                Array.ForEach(array, item => Write(bytes, item, random));
                break;
            case Map map:
                WriteLength(bytes, map.Pairs.Length, (0x80, 16), [-1, 0xDE, 0xDF], random);
                foreach (var (key, item) in map.Pairs)
                {
                    Write(bytes, key, random);
                    Write(bytes, item, random);
                }

                break;
            case Extension extension:
                WriteExtension(bytes, extension, random);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(value), value, null);
        }
    }

    private static void WriteInteger(List<byte> bytes, long number, Random? random)
    {
        // The shortest form, or a longer one that holds the number too.
        var shortest =
            number is >= -32 and <= 127 ? 0
            : number is >= sbyte.MinValue and <= byte.MaxValue ? 1
            : number is >= short.MinValue and <= ushort.MaxValue ? 2
            : number is >= int.MinValue and <= uint.MaxValue ? 3
            : 4;
        var form = random?.Next(shortest, 5) ?? shortest;
        if (form == 0)
        {
            bytes.Add((byte)number);
            return;
        }

        bytes.Add((byte)((number < 0 ? 0xD0 : 0xCC) + form - 1));
        Write(bytes, (ulong)number, 1 << (form - 1));
    }

    private static void WriteLength(
        List<byte> bytes,
        int length,
        (int First, int End) shortest,
        int[] longer,
        Random? random
    )
    {
        if (length < shortest.End && random?.Next(2) != 1)
        {
            bytes.Add((byte)(shortest.First | length));
            return;
        }

        var form =
            length <= byte.MaxValue && longer[0] >= 0 ? 0
            : length <= ushort.MaxValue ? 1
            : 2;
        form = random?.Next(form, 3) ?? form;
        bytes.Add((byte)longer[form]);
        Write(bytes, (ulong)length, 1 << form);
    }

    private static void WriteExtension(List<byte> bytes, Extension extension, Random? random)
    {
        var power = int.TrailingZeroCount(extension.Data.Length);
        if (extension.Data.Length is 1 or 2 or 4 or 8 or 16 && random?.Next(2) != 1)
        {
            bytes.Add((byte)(0xD4 + power));
        }
        else
        {
            bytes.Add(0xC7);
            bytes.Add((byte)extension.Data.Length);
        }

        bytes.Add((byte)extension.Type);
        bytes.AddRange(extension.Data);
    }

    private static void Write(List<byte> bytes, ulong number, int size)
    {
        for (var shift = (size - 1) * 8; shift >= 0; shift -= 8)
        {
            bytes.Add((byte)(number >> shift));
        }
    }
}
