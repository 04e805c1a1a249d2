using System.Runtime.InteropServices;

namespace Monolith.Platform.Signals;

/// <summary>One attribute: a dotted name and its value as text.</summary>
/// <param name="Key">The name, UTF-8.</param>
/// <param name="Value">The value as text, UTF-8: a string as it is, a number or boolean as JSON writes it, an array as JSON.</param>
/// <param name="Number">The number of its name, <see cref="AttributeName.Number"/>; 0 where it has none, or nobody asked for it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LogAttribute(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, int Number = 0)
{
    /// <summary>Takes it apart.</summary>
    public void Deconstruct(out ReadOnlyMemory<byte> key, out ReadOnlyMemory<byte> value) =>
        (key, value) = (Key, Value);
}

/// <summary>The attributes of a record, in the order in which they came. Reused from record to record; not thread-safe.</summary>
public sealed class AttributeList
{
    private LogAttribute[] _items = new LogAttribute[32];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many there is room for without growing.</summary>
    public int Capacity => _items.Length;

    /// <summary>The attributes. Valid until the next change.</summary>
    public ReadOnlySpan<LogAttribute> Items => _items.AsSpan(0, Count);

    /// <summary>Adds one at the end. A second attribute of the same name is kept beside the first.</summary>
    public void Add(AttributeName name, ReadOnlyMemory<byte> value) => Add(name.Utf8, value, name.Number);

    /// <inheritdoc cref="Add(AttributeName, ReadOnlyMemory{byte})"/>
    /// <param name="key">The name, UTF-8.</param>
    /// <param name="value">The value.</param>
    /// <param name="number">The number of the name, <see cref="AttributeName.Number"/>, where it is known.</param>
    public void Add(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, int number = 0)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, _items.Length * 2);
        }

        _items[Count++] = new LogAttribute(key, value, number);
    }

    /// <summary>The place of the first attribute of a name; -1 when there is none.</summary>
    public int IndexOf(ReadOnlySpan<byte> key)
    {
        var items = Items;
        for (var i = 0; i < items.Length; i++)
        {
            // Most names differ in length, which is known without going where the name is.
            if (items[i].Key.Length == key.Length && items[i].Key.Span.SequenceEqual(key))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Gives the attribute at a place another value.</summary>
    public void SetValue(int index, ReadOnlyMemory<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        _items[index] = _items[index] with { Value = value };
    }

    /// <summary>Gives the attribute at a place another name.</summary>
    public void Rename(int index, ReadOnlyMemory<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        _items[index] = _items[index] with { Key = key, Number = 0 };
    }

    /// <summary>Takes the attribute at a place out and keeps the order of the others.</summary>
    public void RemoveAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        _items.AsSpan(index + 1, Count - index - 1).CopyTo(_items.AsSpan(index));
        Count--;
    }

    /// <summary>Puts the attribute at a place also at an earlier one. To leave several out: move those that stay, then
    /// <see cref="Truncate"/>.</summary>
    public void Move(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(from, Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, from);
        if (from != to)
        {
            _items[to] = _items[from];
        }
    }

    /// <summary>Keeps so many at the beginning and forgets the rest.</summary>
    public void Truncate(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        Count = count;
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear() => Count = 0;
}
