using System.Buffers.Text;
using Monolith.Platform.Json;

namespace Monolith.Platform.Syslog;

/// <summary>
/// Reads the messages of old, as far as programs agree on them: a time, mostly a host, mostly a tag, and text. The forms that
/// are known are in docs/ingest/syslog.md.
/// </summary>
internal static class Rfc3164
{
    private const int LongestName = 128;

    private static ReadOnlySpan<byte> Months => "janfebmaraprmayjunjulaugsepoctnovdec"u8;

    /// <summary>Reads what comes after the priority. False when nothing of it is like syslog.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, in SyslogClock clock, ref SyslogMessage message)
    {
        var rest = SkipSequenceNumber(bytes);
        if (
            !TryTakeTime(ref rest, clock, out var time)
            && !TryTakeHostBeforeTime(ref rest, clock, out time, ref message)
        )
        {
            // Without a time, text is easily mistaken for a tag ("Error: …"): only a process id makes it one.
            return message.Priority >= 0
                && (TryReadMnemonic(rest, ref message) || TryTakeTag(ref rest, mustHaveProcess: true, ref message))
                && SetText(rest, ref message);
        }

        message.TimeUnixNano = time;
        if (message.Host.IsEmpty && !rest.Span.StartsWith(":"u8))
        {
            rest = SkipSpace(rest);
            TakeHost(ref rest, ref message);
        }

        rest = SkipColon(rest);
        _ = TryReadMnemonic(rest, ref message) || TryTakeTag(ref rest, mustHaveProcess: false, ref message);
        return SetText(rest, ref message);
    }

    private static bool SetText(ReadOnlyMemory<byte> text, ref SyslogMessage message)
    {
        message.Text = text;
        return true;
    }

    // Cisco counts its messages: "45: *Mar  1 18:48:50.483 UTC: %SYS-5-CONFIG_I: …".
    private static ReadOnlyMemory<byte> SkipSequenceNumber(ReadOnlyMemory<byte> bytes)
    {
        var digits = bytes.Span.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits > 0 && bytes.Span[digits..].StartsWith(": "u8) ? bytes[(digits + 2)..] : bytes;
    }

    // And may write its name before the time: "45: router1: *Mar  1 18:48:50.483: …".
    private static bool TryTakeHostBeforeTime(
        ref ReadOnlyMemory<byte> rest,
        in SyslogClock clock,
        out long time,
        ref SyslogMessage message
    )
    {
        time = 0;
        var end = rest.Span[..Math.Min(rest.Length, LongestName)].IndexOf(": "u8);
        if (end <= 0 || rest.Span[..end].Contains((byte)' '))
        {
            return false;
        }

        var after = rest[(end + 2)..];
        if (!TryTakeTime(ref after, clock, out time))
        {
            return false;
        }

        message.Host = rest[..end];
        rest = after;
        return true;
    }

    private static bool TryTakeTime(ref ReadOnlyMemory<byte> rest, in SyslogClock clock, out long unixNano)
    {
        var bytes = rest.Span;

        // A star or a point says that a Cisco clock is not set by NTP.
        var mark = bytes.Length > 0 && bytes[0] is (byte)'*' or (byte)'.' ? 1 : 0;
        var length =
            bytes.Length > mark && char.IsAsciiDigit((char)bytes[mark])
                ? LengthOfDate(bytes[mark..], out unixNano)
                : LengthOfOldTime(bytes[mark..], clock, out unixNano);
        rest = length > 0 ? rest[(mark + length)..] : rest;
        return length > 0;
    }

    // 2026-03-04T05:06:07.123456+01:00, as rsyslog forwards, and with a space instead of the T.
    private static int LengthOfDate(ReadOnlySpan<byte> bytes, out long unixNano)
    {
        const int TimeStart = 11;
        unixNano = 0;
        if (bytes.Length < TimeStart || bytes[4] != (byte)'-')
        {
            return 0;
        }

        var end = bytes[TimeStart..].IndexOf((byte)' ');
        var length = end < 0 ? bytes.Length : TimeStart + end;
        length -= bytes[length - 1] == (byte)':' ? 1 : 0;
        return TimeText.TryRead(bytes[..length], out unixNano) ? length : 0;
    }

    // Mar  4 05:06:07, and all that programs add to it: a year on either side of the time, a fraction, a zone.
    private static int LengthOfOldTime(ReadOnlySpan<byte> bytes, in SyslogClock clock, out long unixNano)
    {
        unixNano = 0;
        var at = 0;
        if (
            !TryTakeMonth(bytes, ref at, out var month)
            || !TryTakeNumber(bytes, ref at, (byte)' ', out var day)
            || !TryTakeYear(bytes, ref at, out var year)
            || !TryTakeClock(bytes, ref at, out var time)
        )
        {
            return 0;
        }

        if (year == 0 && at < bytes.Length && bytes[at] == (byte)' ')
        {
            var afterTime = at + 1;
            if (TryTakeYear(bytes, ref afterTime, out year) && year > 0)
            {
                at = afterTime - 1;
            }
        }

        var zone = LengthOfZone(bytes[at..]);
        var isUtc =
            zone > 0
            && bytes.Slice(at + 1, zone - 1) is var name
            && (name.SequenceEqual("UTC"u8) || name.SequenceEqual("GMT"u8));
        return clock.TryResolve(year, month, day, time, isUtc, out unixNano) ? at + zone : 0;
    }

    private static bool TryTakeMonth(ReadOnlySpan<byte> bytes, ref int at, out int month)
    {
        month = 0;
        if (bytes.Length < 4 || bytes[3] != (byte)' ')
        {
            return false;
        }

        ReadOnlySpan<byte> lower = [(byte)(bytes[0] | 0x20), (byte)(bytes[1] | 0x20), (byte)(bytes[2] | 0x20)];
        for (month = 1; month <= 12; month++)
        {
            if (lower.SequenceEqual(Months.Slice((month - 1) * 3, 3)))
            {
                at = bytes[4..].StartsWith(" "u8) ? 5 : 4;
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes one or two digits and what must come after them.</summary>
    private static bool TryTakeNumber(ReadOnlySpan<byte> bytes, ref int at, byte after, out int number)
    {
        if (
            !Utf8Parser.TryParse(bytes[at..], out number, out var length)
            || number < 0
            || length > 2
            || !char.IsAsciiDigit((char)bytes[at])
            || at + length >= bytes.Length
            || bytes[at + length] != after
        )
        {
            return false;
        }

        at += length + 1;
        return true;
    }

    /// <summary>Takes four digits and a space, if they come next; else the year is 0.</summary>
    private static bool TryTakeYear(ReadOnlySpan<byte> bytes, ref int at, out int year)
    {
        year = 0;
        var rest = bytes[at..];
        if (
            rest.Length > 4
            && rest[4] == (byte)' '
            && Utf8Parser.TryParse(rest[..4], out uint digits, out var length)
            && length == 4
        )
        {
            year = (int)digits;
            at += 5;
        }

        return true;
    }

    private static bool TryTakeClock(ReadOnlySpan<byte> bytes, ref int at, out TimeSpan time)
    {
        const int LastSecond = 60; // a leap second counts as the first of the next minute
        time = default;
        if (
            !TryTakeNumber(bytes, ref at, (byte)':', out var hour)
            || !TryTakeNumber(bytes, ref at, (byte)':', out var minute)
            || bytes.Length - at < 2
            || !Utf8Parser.TryParse(bytes.Slice(at, 2), out uint second, out var length)
            || length != 2
            || hour > 23
            || minute > 59
            || second > LastSecond
        )
        {
            return false;
        }

        at += 2;
        time = new TimeSpan(hour, minute, (int)second) + TakeFraction(bytes, ref at);
        return true;
    }

    private static TimeSpan TakeFraction(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (
            at + 1 >= bytes.Length
            || bytes[at] is not ((byte)'.' or (byte)',')
            || !char.IsAsciiDigit((char)bytes[at + 1])
        )
        {
            return default;
        }

        var ticks = 0L;
        var unit = TimeSpan.TicksPerSecond;
        for (at++; at < bytes.Length && char.IsAsciiDigit((char)bytes[at]); at++)
        {
            unit /= 10;
            ticks += unit * (bytes[at] - '0');
        }

        return TimeSpan.FromTicks(ticks);
    }

    // " CET:" of Cisco. Without the colon it may as well be the name of the host.
    private static int LengthOfZone(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(" "u8))
        {
            return 0;
        }

        var letters = bytes[1..].IndexOfAnyExceptInRange((byte)'A', (byte)'Z');
        return letters is > 0 and <= 5 && bytes[letters + 1] == (byte)':' ? letters + 1 : 0;
    }

    // Where there is no host, as in what programs write to /dev/log, the tag comes at once.
    private static void TakeHost(ref ReadOnlyMemory<byte> rest, ref SyslogMessage message)
    {
        var end = rest.Span.IndexOf((byte)' ');
        if (end > 0 && rest.Span[end - 1] != (byte)':' && !rest.Span[..end].Contains((byte)'['))
        {
            message.Host = rest[..end];
            rest = rest[(end + 1)..];
        }
    }

    // Cisco's kinds of messages: %SYS-5-CONFIG_I. They stay in the text too, where people look for them.
    private static bool TryReadMnemonic(ReadOnlyMemory<byte> rest, ref SyslogMessage message)
    {
        var bytes = rest.Span[..Math.Min(rest.Length, LongestName)];
        var end = bytes.IndexOf((byte)':');
        if (end < 2 || bytes[0] != (byte)'%' || bytes[..end].Contains((byte)' ') || !bytes[..end].Contains((byte)'-'))
        {
            return false;
        }

        message.MessageId = rest[1..end];
        return true;
    }

    // app: text, app[42]: text, app[42] text
    private static bool TryTakeTag(ref ReadOnlyMemory<byte> rest, bool mustHaveProcess, ref SyslogMessage message)
    {
        var bytes = rest.Span;
        var end = bytes[..Math.Min(bytes.Length, LongestName)].IndexOfAny(" :["u8);
        if (end <= 0 || (mustHaveProcess && bytes[end] != (byte)'['))
        {
            return false;
        }

        var after = end;
        var processId = default(ReadOnlyMemory<byte>);
        if (bytes[end] == (byte)'[')
        {
            var close = bytes[end..Math.Min(bytes.Length, end + LongestName)].IndexOf((byte)']');
            if (close < 0)
            {
                return false;
            }

            after = end + close + 1;
            processId = rest[(end + 1)..(after - 1)];
        }

        var hasColon = after < bytes.Length && bytes[after] == (byte)':';
        after += hasColon ? 1 : 0;
        var isTag = (hasColon || !processId.IsEmpty) && (after == bytes.Length || bytes[after] == (byte)' ');
        if (!isTag)
        {
            return false;
        }

        message.App = rest[..end];
        message.ProcessId = processId;
        rest = SkipSpace(rest[after..]);
        return true;
    }

    // ": " after Cisco's times, and " : " after the name of an ASA.
    private static ReadOnlyMemory<byte> SkipColon(ReadOnlyMemory<byte> rest) =>
        rest.Span.StartsWith(":"u8) ? SkipSpace(rest[1..]) : rest;

    private static ReadOnlyMemory<byte> SkipSpace(ReadOnlyMemory<byte> rest) =>
        rest.Span.StartsWith(" "u8) ? rest[1..] : rest;
}
