namespace Monolith.Host.Demo;

/// <summary>
/// Random numbers that a seed decides for ever: SplitMix64 (Steele, Lea and Flood, 2014). <see cref="Random"/> does not
/// promise the same numbers in the next version of the runtime. Not thread-safe, and not for secrets.
/// </summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong NextUInt64()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 up to, but not including, the bound.</summary>
    public int Below(int bound) => (int)(NextUInt64() % (ulong)bound);

    /// <summary>From 0 up to, but not including, 1.</summary>
    public double Fraction() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => Fraction() < probability;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>Log-normal, as durations are: half lie below the median, and few far above it.</summary>
    /// <param name="median">Half of the values lie below.</param>
    /// <param name="spread">The standard deviation of the logarithm; 0.5 is calm, 1 has a long tail.</param>
    public double LogNormal(double median, double spread)
    {
        // Box and Muller; 1 - x keeps the logarithm's argument above 0.
        var normal = Math.Sqrt(-2 * Math.Log(1 - Fraction())) * Math.Cos(2 * Math.PI * Fraction());
        return median * Math.Exp(spread * normal);
    }

    /// <summary>Lower-case hexadecimal digits.</summary>
    public string Hex(int digits) =>
        string.Create(
            digits,
            this,
            static (text, random) =>
            {
                var bits = 0UL;
                for (var i = 0; i < text.Length; i++)
                {
                    bits = i % 16 == 0 ? random.NextUInt64() : bits >> 4;
                    text[i] = "0123456789abcdef"[(int)(bits & 15)];
                }
            }
        );
}
