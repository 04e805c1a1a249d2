namespace Monolith.Platform.ClickHouse.Native;

/// <summary>A column of numbers: UInt8 to UInt64, Int8 to Int64, Float32 or Float64, as <typeparamref name="T"/> says.</summary>
/// <typeparam name="T">The .NET number of the same width.</typeparam>
public sealed class NumberColumn<T>() : FixedWidthColumn(TypeName)
    where T : unmanaged
{
    private static readonly string TypeName = default(T) switch
    {
        byte => "UInt8",
        ushort => "UInt16",
        uint => "UInt32",
        ulong => "UInt64",
        sbyte => "Int8",
        short => "Int16",
        int => "Int32",
        long => "Int64",
        float => "Float32",
        double => "Float64",
        _ => throw new NotSupportedException($"{typeof(T)} is no number that ClickHouse knows."),
    };

    /// <summary>Appends the value of the next row.</summary>
    public void Append(T value) => AppendNumber(value);

    internal override void CompleteRow() => AppendNumber(default(T));
}

/// <summary>A column of Bool.</summary>
public sealed class BoolColumn() : FixedWidthColumn("Bool")
{
    /// <summary>Appends the value of the next row.</summary>
    public void Append(bool value) => AppendNumber(value ? (byte)1 : (byte)0);

    internal override void CompleteRow() => Append(false);
}

/// <summary>A column of Enum8 whose values are counted from 0.</summary>
/// <param name="names">The values' names, in order.</param>
public sealed class EnumColumn(params string[] names)
    : FixedWidthColumn($"Enum8({string.Join(", ", names.Select((name, value) => $"'{name}' = {value}"))})")
{
    /// <summary>Appends the value of the next row: its place among the names.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    public void Append(byte value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, names.Length);
        AppendNumber(value);
    }

    internal override void CompleteRow() => Append(0);
}

/// <summary>A column of points in time in UTC.</summary>
/// <param name="precision">Digits after the second, 0 to 9.</param>
public sealed class DateTime64Column(int precision) : FixedWidthColumn($"DateTime64({precision}, 'UTC')")
{
    private readonly long _nanosecondsPerTick = (long)Math.Pow(10, 9 - precision);

    /// <summary>Appends a point in time as ticks of the column's precision since 1970.</summary>
    public void Append(long ticks) => AppendNumber(ticks);

    /// <summary>Appends a point in time; digits beyond the column's precision are cut off.</summary>
    public void AppendUnixNano(long nanoseconds) => AppendNumber(nanoseconds / _nanosecondsPerTick);

    internal override void CompleteRow() => AppendNumber(0L);
}

/// <summary>A column of UUID.</summary>
public sealed class UuidColumn() : FixedWidthColumn("UUID")
{
    /// <summary>Appends the value of the next row.</summary>
    public void Append(Guid value)
    {
        // ClickHouse keeps a UUID as two numbers: the first half of its digits, then the second.
        var digits = Values.Extend(16);
        value.TryWriteBytes(digits, bigEndian: true, out _);
        digits[..8].Reverse();
        digits[8..].Reverse();
        Rows++;
    }

    internal override void CompleteRow() => Append(Guid.Empty);
}
