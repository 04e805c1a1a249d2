using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monolith.Platform.Language;

/// <summary>A length of time as Prometheus writes it: <c>30s</c>, <c>5m</c>, <c>1h30m</c>, <c>0s</c>. Never negative, whole
/// milliseconds. In JSON it is a string.</summary>
[JsonConverter(typeof(PromDurationJson))]
public readonly record struct PromDuration : IComparable<PromDuration>
{
    /// <summary>What may be written, for messages.</summary>
    public const string Syntax =
        "a duration such as 30s, 5m or 1h30m: numbers with the units y, w, d, h, m, s and ms, in this order";

    private const int MaxDigits = 9;

    // In the order in which they may be written. A year has 365 days, as in Prometheus.
    private static readonly (string Name, long Milliseconds, bool OnlyWhole)[] Units =
    [
        ("y", 365L * 86_400_000, true),
        ("w", 7L * 86_400_000, true),
        ("d", 86_400_000, false),
        ("h", 3_600_000, false),
        ("m", 60_000, false),
        ("s", 1_000, false),
        ("ms", 1, false),
    ];

    /// <summary>A length of time. What it has beyond whole milliseconds is cut off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public PromDuration(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
        Value = new TimeSpan(value.Ticks - value.Ticks % TimeSpan.TicksPerMillisecond);
    }

    /// <summary>The length.</summary>
    public TimeSpan Value { get; }

    /// <summary>Reads what a person wrote. False when it is not <see cref="Syntax"/>.</summary>
    public static bool TryParse(string? text, out PromDuration duration)
    {
        duration = default;
        if (text is "0")
        {
            return true;
        }

        var rest = text.AsSpan();
        Int128 milliseconds = 0;
        foreach (var (name, length, _) in Units)
        {
            // "5m" and "5ms" begin alike: the unit is all letters up to the next digit.
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > MaxDigits)
            {
                break;
            }

            var letters = rest[digits..].IndexOfAnyInRange('0', '9');
            var unit = letters < 0 ? rest[digits..] : rest.Slice(digits, letters);
            if (unit.SequenceEqual(name))
            {
                milliseconds += (Int128)long.Parse(rest[..digits], CultureInfo.InvariantCulture) * length;
                rest = rest[(digits + unit.Length)..];
            }
        }

        if (string.IsNullOrEmpty(text) || !rest.IsEmpty || milliseconds > (long)TimeSpan.MaxValue.TotalMilliseconds)
        {
            return false;
        }

        duration = new PromDuration(TimeSpan.FromMilliseconds((long)milliseconds));
        return true;
    }

    /// <summary>Reads what a person wrote.</summary>
    /// <exception cref="FormatException">It is not <see cref="Syntax"/>.</exception>
    public static PromDuration Parse(string text) =>
        TryParse(text, out var duration) ? duration : throw new FormatException($"'{text}' is not {Syntax}.");

    /// <inheritdoc/>
    public int CompareTo(PromDuration other) => Value.CompareTo(other.Value);

    /// <summary>The shortest way to write it that is easy to read: <c>90d</c> rather than <c>12w6d</c>.</summary>
    public override string ToString()
    {
        var rest = Value.Ticks / TimeSpan.TicksPerMillisecond;
        if (rest == 0)
        {
            return "0s";
        }

        var text = new StringBuilder();
        foreach (var (name, length, onlyWhole) in Units)
        {
            if (rest >= length && (!onlyWhole || rest % length == 0))
            {
                text.Append(CultureInfo.InvariantCulture, $"{rest / length}{name}");
                rest %= length;
            }
        }

        return text.ToString();
    }

    /// <summary>Whether one is shorter.</summary>
    public static bool operator <(PromDuration left, PromDuration right) => left.CompareTo(right) < 0;

    /// <summary>Whether one is shorter, or as long.</summary>
    public static bool operator <=(PromDuration left, PromDuration right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one is longer.</summary>
    public static bool operator >(PromDuration left, PromDuration right) => left.CompareTo(right) > 0;

    /// <summary>Whether one is longer, or as long.</summary>
    public static bool operator >=(PromDuration left, PromDuration right) => left.CompareTo(right) >= 0;

    private sealed class PromDurationJson : JsonConverter<PromDuration>
    {
        public override PromDuration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            // Nothing needs no unit, and YAML makes a number of it.
            var text = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString(),
                JsonTokenType.Number when reader.TryGetInt32(out var number) && number == 0 => "0",
                _ => null,
            };
            return TryParse(text, out var duration) ? duration : throw new JsonException($"It must be {Syntax}.");
        }

        public override void Write(Utf8JsonWriter writer, PromDuration value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
