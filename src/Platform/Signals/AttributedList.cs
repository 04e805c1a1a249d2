namespace Monolith.Platform.Signals;

/// <summary>
/// Things that have attributes of their own, in the order in which they came: the events of a span, or its links. The
/// attributes of all lie one after the other, so that nothing is made for each. Reused; not thread-safe.
/// </summary>
/// <typeparam name="T">What a thing is beside its attributes.</typeparam>
public sealed class AttributedList<T>
    where T : struct
{
    private T[] _items = new T[4];
    private int[] _starts = new int[4];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many there is room for without growing.</summary>
    public int Capacity => _items.Length;

    /// <summary>The things, to be looked at and changed. Valid until the next one is added.</summary>
    public Span<T> Items => _items.AsSpan(0, Count);

    /// <summary>The attributes of all of them. What is added to it belongs to the last thing that was added.</summary>
    public AttributeList Attributes { get; } = new();

    /// <summary>Adds one at the end.</summary>
    public void Add(in T item)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, _items.Length * 2);
            Array.Resize(ref _starts, _starts.Length * 2);
        }

        _items[Count] = item;
        _starts[Count++] = Attributes.Count;
    }

    /// <summary>The attributes of the thing at a place. Valid until the next change.</summary>
    public ReadOnlySpan<LogAttribute> AttributesOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var end = index + 1 < Count ? _starts[index + 1] : Attributes.Count;
        return Attributes.Items[_starts[index]..end];
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear()
    {
        Count = 0;
        Attributes.Clear();
    }
}
