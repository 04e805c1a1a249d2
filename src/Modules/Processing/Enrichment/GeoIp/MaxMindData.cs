namespace Monolith.Processing.Enrichment.GeoIp;

/// <summary>Reads the data section of a MaxMind DB. A place is an offset into the file; -1 stands for nothing. Whatever the bytes
/// are, nothing is read outside of them, and nothing is read for ever.</summary>
/// <param name="file">The file.</param>
/// <param name="start">Where the section begins: what pointers count from.</param>
internal readonly struct MaxMindData(byte[] file, int start)
{
    // Maps of maps: country files have three levels.
    private const int MaxDepth = 16;

    // A country file has about twenty members in a map.
    private const int MaxMembers = 512;

    /// <summary>Where the section begins.</summary>
    public int Start => start;

    /// <summary>The value of a member of a map.</summary>
    public int Find(int map, ReadOnlySpan<byte> name)
    {
        if (!TryReadHeader(map, out var header) || header.Type != DataType.Map || header.Size > MaxMembers)
        {
            return -1;
        }

        var at = header.Content;
        for (var member = 0; member < header.Size; member++)
        {
            if (!TryReadHeader(at, out var key) || key.Type != DataType.Text || !TryEnd(key, out var end))
            {
                return -1;
            }

            var value = key.Next < 0 ? end : key.Next;
            if (file.AsSpan(key.Content, key.Size).SequenceEqual(name))
            {
                return value;
            }

            at = End(value, MaxDepth);
            if (at < 0)
            {
                return -1;
            }
        }

        return -1;
    }

    /// <summary>The text at a place; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Text(int place) =>
        TryReadHeader(place, out var header) && header.Type == DataType.Text && TryEnd(header, out _)
            ? file.AsMemory(header.Content, header.Size)
            : default;

    /// <summary>The number at a place; 0 when there is none.</summary>
    public ulong Number(int place)
    {
        var isNumber =
            TryReadHeader(place, out var header)
            && header.Type is DataType.UInt16 or DataType.UInt32 or DataType.UInt64
            && header.Size <= sizeof(ulong)
            && TryEnd(header, out _);
        var number = 0UL;
        for (var i = 0; isNumber && i < header.Size; i++)
        {
            number = (number << 8) | file[header.Content + i];
        }

        return number;
    }

    // Where the value ends that begins at a place, so that it can be stepped over.
    private int End(int place, int levels)
    {
        if (levels == 0 || !TryReadHeader(place, out var header))
        {
            return -1;
        }

        if (header.Next >= 0)
        {
            return header.Next;
        }

        if (header.Type is not (DataType.Map or DataType.Array))
        {
            return TryEnd(header, out var end) ? end : -1;
        }

        var values = header.Type == DataType.Map ? header.Size * 2 : header.Size;
        var at = header.Content;
        for (var value = 0; value < values && at >= 0; value++)
        {
            at = values > MaxMembers ? -1 : End(at, levels - 1);
        }

        return at;
    }

    private bool TryEnd(in Header header, out int end)
    {
        end = header.Type == DataType.Boolean ? header.Content : header.Content + header.Size;
        return end <= file.Length && end >= 0;
    }

    /// <summary>Reads what a value is. A pointer is followed: once, as pointers to pointers do not exist.</summary>
    private bool TryReadHeader(int place, out Header header)
    {
        if (!TryReadDirect(place, out header) || header.Type != DataType.Pointer)
        {
            return header.Type != DataType.None;
        }

        var next = header.Content;
        var isRead = TryReadDirect(header.Size, out header) && header.Type != DataType.Pointer;
        header = header with { Next = next };
        return isRead;
    }

    private bool TryReadDirect(int place, out Header header)
    {
        header = default;
        if (place < 0 || place >= file.Length)
        {
            return false;
        }

        var control = file[place];
        var type = (DataType)(control >> 5);
        var at = place + 1;
        if (type == DataType.Pointer)
        {
            return TryReadPointer(control, at, out header);
        }

        if (type == DataType.None)
        {
            if (at >= file.Length)
            {
                return false;
            }

            // Types beyond 7 are written in a byte of their own.
            type = (DataType)Math.Min(file[at++] + 7, (int)DataType.Float);
        }

        var size = control & 0x1F;
        var more = size - 28;
        if (more > 0)
        {
            if (at + more > file.Length)
            {
                return false;
            }

            size =
                (
                    more == 1 ? 29
                    : more == 2 ? 285
                    : 65_821
                ) + Number(at, more);
            at += more;
        }

        header = new Header(type, at, size, -1);
        return true;
    }

    private bool TryReadPointer(byte control, int at, out Header header)
    {
        header = default;
        var bytes = ((control >> 3) & 3) + 1;
        if (at + bytes > file.Length)
        {
            return false;
        }

        var high = bytes == 4 ? 0 : (control & 7) << (8 * bytes);
        var target =
            (long)start
            + high
            + (uint)Number(at, bytes)
            + (
                bytes == 2 ? 2048
                : bytes == 3 ? 526_336
                : 0
            );
        header = new Header(DataType.Pointer, at + bytes, (int)Math.Min(target, int.MaxValue), -1);
        return true;
    }

    private int Number(int at, int bytes)
    {
        var number = 0;
        for (var i = 0; i < bytes; i++)
        {
            number = (number << 8) | file[at + i];
        }

        return number;
    }

    /// <summary>What a value is.</summary>
    /// <param name="Type">Its type.</param>
    /// <param name="Content">Where its bytes are; behind the pointer, of a pointer.</param>
    /// <param name="Size">How many; where it points, of a pointer.</param>
    /// <param name="Next">Where the value after it begins, where it was found by a pointer; else -1.</param>
    private readonly record struct Header(DataType Type, int Content, int Size, int Next);

    private enum DataType
    {
        None = 0,
        Pointer = 1,
        Text = 2,
        Double = 3,
        Bytes = 4,
        UInt16 = 5,
        UInt32 = 6,
        Map = 7,
        Int32 = 8,
        UInt64 = 9,
        UInt128 = 10,
        Array = 11,
        Container = 12,
        End = 13,
        Boolean = 14,
        Float = 15,
    }
}
