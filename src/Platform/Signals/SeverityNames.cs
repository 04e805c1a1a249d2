using System.Text;

namespace Monolith.Platform.Signals;

/// <summary>The words for severities: what loggers write, and OpenTelemetry's short names.</summary>
public static class SeverityNames
{
    private const int LongestName = 13;

    private static readonly ReadOnlyMemory<byte>[] ShortNames = MakeShortNames();

    /// <summary>OpenTelemetry's short name, <c>INFO</c> or <c>ERROR3</c>; empty for an unspecified severity.</summary>
    public static ReadOnlyMemory<byte> ShortName(SeverityNumber severity) =>
        (int)severity < ShortNames.Length ? ShortNames[(int)severity] : default;

    /// <summary>The severity that a logger means by a word, whatever its case; unspecified when the word is not known.</summary>
    /// <remarks>The table is in docs/ingest/fields.md.</remarks>
    public static SeverityNumber Parse(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > LongestName)
        {
            return SeverityNumber.Unspecified;
        }

        Span<byte> lower = stackalloc byte[LongestName];
        Ascii.ToLower(name, lower, out var written);
        if (written != name.Length)
        {
            return SeverityNumber.Unspecified;
        }

        lower = lower[..written];

        // OpenTelemetry's own names may end in their step: debug2, info3, error4.
        return lower[^1] is >= (byte)'2' and <= (byte)'4'
            ? WithStep(FamilyOf(lower[..^1]), lower[^1] - (byte)'1')
            : FamilyOf(lower);
    }

    private static SeverityNumber WithStep(SeverityNumber family, int step) =>
        family
            is SeverityNumber.Trace
                or SeverityNumber.Debug
                or SeverityNumber.Info
                or SeverityNumber.Warn
                or SeverityNumber.Error
                or SeverityNumber.Fatal
            ? (SeverityNumber)((int)family + step)
            : SeverityNumber.Unspecified;

    private static SeverityNumber FamilyOf(ReadOnlySpan<byte> name)
    {
        switch (name.Length)
        {
            case 1:
                return OfLetter(name[0]);
            case 3:
                return OfThree(name);
            case 4:
                return OfFour(name);
            case 5:
                return OfFive(name);
            default:
                return OfLonger(name);
        }
    }

    private static SeverityNumber OfLetter(byte letter) =>
        letter switch
        {
            (byte)'t' or (byte)'v' => SeverityNumber.Trace,
            (byte)'d' => SeverityNumber.Debug,
            (byte)'i' => SeverityNumber.Info,
            (byte)'w' => SeverityNumber.Warn,
            (byte)'e' => SeverityNumber.Error,
            (byte)'f' or (byte)'c' => SeverityNumber.Fatal,
            _ => SeverityNumber.Unspecified,
        };

    private static SeverityNumber OfThree(ReadOnlySpan<byte> name) =>
        name switch
        {
            _ when name.SequenceEqual("inf"u8) => SeverityNumber.Info,
            _ when name.SequenceEqual("err"u8) => SeverityNumber.Error,
            _ when name.SequenceEqual("wrn"u8) => SeverityNumber.Warn,
            _ when name.SequenceEqual("dbg"u8) => SeverityNumber.Debug,
            _ when name.SequenceEqual("trc"u8) || name.SequenceEqual("vrb"u8) => SeverityNumber.Trace,
            _ when name.SequenceEqual("ftl"u8) || name.SequenceEqual("crt"u8) => SeverityNumber.Fatal,
            _ => SeverityNumber.Unspecified,
        };

    private static SeverityNumber OfFour(ReadOnlySpan<byte> name) =>
        name switch
        {
            _ when name.SequenceEqual("info"u8) => SeverityNumber.Info,
            _ when name.SequenceEqual("warn"u8) => SeverityNumber.Warn,
            _ when name.SequenceEqual("fail"u8) || name.SequenceEqual("eror"u8) => SeverityNumber.Error,
            _ when name.SequenceEqual("dbug"u8) || name.SequenceEqual("fine"u8) => SeverityNumber.Debug,
            _ when name.SequenceEqual("trce"u8) => SeverityNumber.Trace,
            // winston's level between info and debug, and syslog's "critical".
            _ when name.SequenceEqual("http"u8) => (SeverityNumber)8,
            _ when name.SequenceEqual("crit"u8) => (SeverityNumber)18,
            _ => SeverityNumber.Unspecified,
        };

    private static SeverityNumber OfFive(ReadOnlySpan<byte> name) =>
        name switch
        {
            _ when name.SequenceEqual("error"u8) => SeverityNumber.Error,
            _ when name.SequenceEqual("debug"u8) => SeverityNumber.Debug,
            _ when name.SequenceEqual("fatal"u8) => SeverityNumber.Fatal,
            _ when name.SequenceEqual("trace"u8) => SeverityNumber.Trace,
            _ when name.SequenceEqual("silly"u8) || name.SequenceEqual("finer"u8) => SeverityNumber.Trace,
            _ when name.SequenceEqual("alert"u8) => (SeverityNumber)19,
            _ when name.SequenceEqual("emerg"u8) || name.SequenceEqual("panic"u8) => SeverityNumber.Fatal,
            _ => SeverityNumber.Unspecified,
        };

    private static SeverityNumber OfLonger(ReadOnlySpan<byte> name) =>
        name switch
        {
            _ when name.SequenceEqual("warning"u8) => SeverityNumber.Warn,
            _ when name.SequenceEqual("information"u8) => SeverityNumber.Info,
            _ when name.SequenceEqual("informational"u8) => SeverityNumber.Info,
            _ when name.SequenceEqual("verbose"u8) || name.SequenceEqual("finest"u8) => SeverityNumber.Trace,
            _ when name.SequenceEqual("notice"u8) => (SeverityNumber)10,
            _ when name.SequenceEqual("severe"u8) => SeverityNumber.Error,
            _ when name.SequenceEqual("critical"u8) => SeverityNumber.Fatal,
            _ when name.SequenceEqual("emergency"u8) || name.SequenceEqual("dpanic"u8) => SeverityNumber.Fatal,
            _ => SeverityNumber.Unspecified,
        };

    private static ReadOnlyMemory<byte>[] MakeShortNames()
    {
        string[] families = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
        var names = new ReadOnlyMemory<byte>[25];
        for (var number = 1; number < names.Length; number++)
        {
            var step = (number - 1) % 4;
            var family = families[(number - 1) / 4];
            names[number] = Encoding.UTF8.GetBytes(step == 0 ? family : $"{family}{step + 1}");
        }

        return names;
    }
}
