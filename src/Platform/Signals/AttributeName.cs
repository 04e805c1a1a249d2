using System.Buffers;
using System.Collections.Concurrent;
using Monolith.Platform.Buffers;

namespace Monolith.Platform.Signals;

/// <summary>The name of an attribute that comes again and again, with a number by which it is told from the others without a look at its letters.
/// All of the process share the numbers. Thread-safe.</summary>
public readonly record struct AttributeName
{
    /// <summary>Numbers are smaller than this: once they are used up, further names have none.</summary>
    public const int Numbers = 2048;

    // What is longer, or has more digits, may be a name with an id in it: of such there is no end. And what has other signs, the address of a
    // person: numbers and their names stay as long as the process runs.
    private const int Longest = 64;
    private const int MostDigits = 3;
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-/"u8
    );

    private static readonly ConcurrentDictionary<byte[], int> Known = new(ByBytes.Comparer);
    private static readonly ConcurrentDictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> Lookup =
        Known.GetAlternateLookup<ReadOnlySpan<byte>>();
    private static int s_last;

    private AttributeName(ReadOnlyMemory<byte> utf8, int number) => (Utf8, Number) = (utf8, number);

    /// <summary>The name, UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>Its number, above 0; 0 where it has none.</summary>
    public int Number { get; }

    /// <summary>A name that a program knows.</summary>
    public static AttributeName Of(ReadOnlySpan<byte> utf8) => new(utf8.ToArray(), NumberOf(utf8));

    /// <summary>The number of a name, which it is given if it has none yet.</summary>
    /// <param name="utf8">The name.</param>
    /// <returns>0 when it may be one that never comes again or names a person, or there are no numbers any more.</returns>
    public static int NumberOf(ReadOnlySpan<byte> utf8)
    {
        if (Lookup.TryGetValue(utf8, out var number))
        {
            return number;
        }

        if (!MayHaveNumber(utf8) || Volatile.Read(ref s_last) >= Numbers - 1)
        {
            return 0;
        }

        // Two threads may ask for numbers at once, and of the last ones one too many.
        number = Interlocked.Increment(ref s_last);
        return number < Numbers ? Known.GetOrAdd(utf8.ToArray(), number) : 0;
    }

    private static bool MayHaveNumber(ReadOnlySpan<byte> name)
    {
        if (name.Length > Longest)
        {
            return false;
        }

        var digits = 0;
        foreach (var letter in name)
        {
            if (!Plain.Contains(letter) && (!char.IsAsciiDigit((char)letter) || ++digits > MostDigits))
            {
                return false;
            }
        }

        return true;
    }
}
