using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Monolith.Platform.ClickHouse.Native;

/// <summary>
/// The distinct values of a LowCardinality column, numbered in the order in which they first came. An open hash table
/// over bytes: nothing becomes a string, and nothing is allocated once the table has grown. Not thread-safe.
/// </summary>
internal sealed class ValueDictionary
{
    private const int FirstSlots = 32;
    private static readonly ulong Seed = MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private readonly ColumnBuffer _values = new();
    private Entry[] _entries = [];
    private int[] _slots = []; // a number plus one, so that zero means free
    private int _slotCount;
    private int _last = -1;

    /// <summary>How many values there are.</summary>
    public int Count { get; private set; }

    /// <summary>The values as the Native format writes a String column.</summary>
    public ReadOnlyMemory<byte> Encoded => _values.Memory;

    /// <summary>A value by its number.</summary>
    public ReadOnlySpan<byte> this[int number] => _values.Span.Slice(_entries[number].Start, _entries[number].Length);

    /// <summary>The number of a value, which is added if it is new.</summary>
    public int NumberOf(ReadOnlySpan<byte> value)
    {
        // Logs repeat themselves: the same service again, the same attributes in the same order. So what followed the
        // last value the time before is tried first, and most values are never hashed.
        if (_last >= 0 && value.SequenceEqual(this[_entries[_last].Next]))
        {
            return _last = _entries[_last].Next;
        }

        var number = FindOrAdd(value);
        if (_last >= 0)
        {
            _entries[_last].Next = number;
        }

        return _last = number;
    }

    public void Clear()
    {
        // One by one: a table that one odd block has made large would otherwise cost every later block dearly.
        foreach (ref readonly var entry in _entries.AsSpan(0, Count))
        {
            _slots[entry.Slot] = 0;
        }

        _values.Clear();
        Count = 0;
        _last = -1;
    }

    public void ReturnMemory()
    {
        Clear();
        _values.ReturnMemory();
        if (_slotCount > 0)
        {
            ArrayPool<Entry>.Shared.Return(_entries);
            ArrayPool<int>.Shared.Return(_slots);
            (_entries, _slots, _slotCount) = ([], [], 0);
        }
    }

    private int FindOrAdd(ReadOnlySpan<byte> value)
    {
        if (2 * Count >= _slotCount)
        {
            Grow();
        }

        var hash = Hash(value);
        var slot = (int)hash & (_slotCount - 1);
        while (_slots[slot] != 0)
        {
            var number = _slots[slot] - 1;
            if (_entries[number].Hash == hash && value.SequenceEqual(this[number]))
            {
                return number;
            }

            slot = (slot + 1) & (_slotCount - 1);
        }

        _values.AppendString(value);
        _entries[Count] = new Entry(hash, slot, _values.Length - value.Length, value.Length) { Next = Count };
        _slots[slot] = ++Count;
        return Count - 1;
    }

    private void Grow()
    {
        var slotCount = Math.Max(FirstSlots, 2 * _slotCount);
        var entries = ArrayPool<Entry>.Shared.Rent(slotCount / 2);
        var slots = ArrayPool<int>.Shared.Rent(slotCount);
        slots.AsSpan(0, slotCount).Clear();
        for (var number = 0; number < Count; number++)
        {
            var entry = _entries[number];
            var slot = (int)entry.Hash & (slotCount - 1);
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & (slotCount - 1);
            }

            entries[number] = entry with { Slot = slot };
            slots[slot] = number + 1;
        }

        if (_slotCount > 0)
        {
            ArrayPool<Entry>.Shared.Return(_entries);
            ArrayPool<int>.Shared.Return(_slots);
        }

        (_entries, _slots, _slotCount) = (entries, slots, slotCount);
    }

    /// <summary>
    /// Multiplies and folds, eight bytes at a time. The seed differs from process to process, so that nobody can choose
    /// values that all fall into one slot.
    /// </summary>
    private static uint Hash(ReadOnlySpan<byte> value)
    {
        var hash = Seed ^ (ulong)value.Length;
        while (value.Length >= sizeof(ulong))
        {
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(value), 0x9E37_79B9_7F4A_7C15);
            value = value[sizeof(ulong)..];
        }

        var rest = value.Length switch
        {
            0 => 0UL,
            < sizeof(uint) => value[0] | ((ulong)value[value.Length / 2] << 8) | ((ulong)value[^1] << 16),
            _ => MemoryMarshal.Read<uint>(value) | ((ulong)MemoryMarshal.Read<uint>(value[^sizeof(uint)..]) << 32),
        };
        return (uint)Fold(hash ^ rest, 0xD6E8_FEB8_6659_FD93);
    }

    private static ulong Fold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }

    /// <summary>What is known of one value.</summary>
    /// <param name="Hash">Of the value.</param>
    /// <param name="Slot">Where the table points at it.</param>
    /// <param name="Start">Where its bytes begin.</param>
    /// <param name="Length">How many they are.</param>
    [StructLayout(LayoutKind.Auto)]
    private record struct Entry(uint Hash, int Slot, int Start, int Length)
    {
        /// <summary>The value that followed this one the last time; at first the value itself.</summary>
        public int Next { get; set; }
    }
}
