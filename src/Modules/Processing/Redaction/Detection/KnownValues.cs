namespace Monolith.Processing.Redaction.Detection;

/// <summary>Values of one field in which nothing was found: environments, versions, hosts and programs come with every record, and need not be
/// looked at each time. Of a fixed size; thread-safe without a lock.</summary>
/// <param name="size">How many values, a power of two.</param>
internal sealed class KnownValues(int size)
{
    // Longer ones are hardly ever the same twice.
    private const int Longest = 128;
    private const int Short = 16;

    private readonly byte[]?[] _values = new byte[]?[size];

    /// <summary>Whether the value is known.</summary>
    public bool Has(ReadOnlySpan<byte> value) =>
        Volatile.Read(ref PlaceOf(value)) is { } known && known.AsSpan().SequenceEqual(value);

    /// <summary>Remembers a value in which nothing was found, perhaps in place of another one.</summary>
    public void Learn(ReadOnlySpan<byte> value)
    {
        if (value.Length <= Longest)
        {
            Volatile.Write(ref PlaceOf(value), value.ToArray());
        }
    }

    // The ends of a short value are all of it.
    private ref byte[]? PlaceOf(ReadOnlySpan<byte> value)
    {
        var hash = value.Length <= Short ? Hash64.OfEnds(value) : Hash64.Of(value);
        return ref _values[(int)hash & (size - 1)];
    }
}
