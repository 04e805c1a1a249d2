using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Monolith.Platform.ClickHouse.Native;

/// <summary>Bytes that grow at their end, in memory from the shared pool. Clearing keeps the memory. Not thread-safe.</summary>
internal sealed class ColumnBuffer
{
    private const int FirstBytes = 256;
    private byte[] _bytes = [];

    /// <summary>How many bytes were written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written. Valid until the next write.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>What was written. Valid until the next write.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>The same bytes as numbers, for changing them where they are.</summary>
    public Span<T> As<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(_bytes.AsSpan(0, Length));

    /// <summary>Makes the buffer longer and returns the new part, which holds anything at all until it is written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Extend(int count)
    {
        var start = Length;
        if (_bytes.Length - start < count)
        {
            Grow(count);
        }

        Length = start + count;
        return _bytes.AsSpan(start, count);
    }

    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Extend(bytes.Length));

    /// <summary>Appends a number in little-endian order, which is the order of every processor that .NET runs on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append<T>(T number)
        where T : unmanaged =>
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(Extend(Unsafe.SizeOf<T>())), number);

    /// <summary>Appends a value as the Native format writes a String: its length, then its bytes.</summary>
    public void AppendString(ReadOnlySpan<byte> value)
    {
        if (value.Length < 0x80)
        {
            var room = Extend(value.Length + 1);
            room[0] = (byte)value.Length;
            value.CopyTo(room[1..]);
            return;
        }

        AppendVarUInt((uint)value.Length);
        Append(value);
    }

    public void AppendVarUInt(ulong number)
    {
        while (number >= 0x80)
        {
            Append((byte)(number | 0x80));
            number >>= 7;
        }

        Append((byte)number);
    }

    /// <summary>Appends a copy of a part of what was written before.</summary>
    public void AppendOwn(int start, int count)
    {
        var room = Extend(count);
        _bytes.AsSpan(start, count).CopyTo(room);
    }

    public void Clear() => Length = 0;

    public void ReturnMemory()
    {
        Length = 0;
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }

    /// <summary>How many bytes <see cref="AppendVarUInt"/> takes for a number.</summary>
    public static int VarUIntBytes(ulong number)
    {
        var bytes = 1;
        while ((number >>= 7) != 0)
        {
            bytes++;
        }

        return bytes;
    }

    private void Grow(int count)
    {
        var needed = checked(Length + count);
        var doubled = (int)Math.Min(Math.Max(FirstBytes, 2L * _bytes.Length), Array.MaxLength);
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, doubled));
        Span.CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}
