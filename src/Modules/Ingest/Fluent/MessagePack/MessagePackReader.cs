namespace Monolith.Ingest.Fluent.MessagePack;

/// <summary>
/// Walks MessagePack value by value. It never throws: on bytes that are none, or that end too early, a method returns false,
/// and it stays false.
/// </summary>
internal ref struct MessagePackReader(ReadOnlySpan<byte> bytes, int start = 0)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Where the reader stands.</summary>
    public int At { get; private set; } = start;

    /// <summary>Whether the bytes are no MessagePack.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether all bytes were read.</summary>
    public readonly bool IsAtEnd => At >= _bytes.Length;

    /// <summary>Reads a value. Of text, data and extensions it takes the content too, which ends where the reader then stands;
    /// of arrays and maps the first bytes alone.</summary>
    public bool TryRead(out MessagePackValue value)
    {
        value = default;
        if (IsBroken || !MessagePackHeader.TryRead(_bytes[At..], out value))
        {
            return Fail();
        }

        // Every element has at least one byte, so a count that the rest cannot hold is no count.
        var rest = _bytes.Length - At - value.HeaderLength;
        if (value.Kind == MessagePackKind.Invalid || value.Length > rest || value.Children > rest)
        {
            return Fail();
        }

        At += value.HeaderLength + (int)value.Length;
        return true;
    }

    /// <summary>Reads a value that must be of one kind.</summary>
    public bool TryRead(MessagePackKind kind, out MessagePackValue value) =>
        TryRead(out value) && (value.Kind == kind || Fail());

    /// <summary>Reads a text, which some libraries write as data.</summary>
    /// <param name="text">Where it lies.</param>
    public bool TryReadText(out Range text)
    {
        text = default;
        if (!TryRead(out var value) || value.Kind is not (MessagePackKind.Text or MessagePackKind.Bytes))
        {
            return Fail();
        }

        text = (At - (int)value.Length)..At;
        return true;
    }

    /// <summary>Reads the name of a pair: a text, data that stand for one, or a whole number.</summary>
    public bool TryReadName(out MessagePackValue name) =>
        TryRead(out name) && name.Kind is MessagePackKind.Text or MessagePackKind.Bytes or MessagePackKind.Integer;

    /// <summary>The text, data or extension that was read last, as a slice of the bytes that are read.</summary>
    public readonly ReadOnlyMemory<byte> ContentIn(ReadOnlyMemory<byte> all, in MessagePackValue last) =>
        all.Slice(At - (int)last.Length, (int)last.Length);

    /// <summary>The text, data or extension that was read last.</summary>
    public readonly ReadOnlySpan<byte> ContentOf(in MessagePackValue last) => _bytes[(At - (int)last.Length)..At];

    /// <summary>Steps over a value with all that is in it, however deep.</summary>
    public bool TrySkip() => TryRead(out var value) && TrySkipRest(value);

    /// <summary>Steps over what is in a value that was read.</summary>
    public bool TrySkipRest(in MessagePackValue value)
    {
        for (var values = value.Children; values > 0; values--)
        {
            if (!TryRead(out var child))
            {
                return false;
            }

            values += child.Children;
        }

        return true;
    }

    private bool Fail()
    {
        IsBroken = true;
        return false;
    }
}
