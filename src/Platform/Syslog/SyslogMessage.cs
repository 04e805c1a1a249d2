using System.Text;
using Monolith.Platform.Signals;

namespace Monolith.Platform.Syslog;

/// <summary>What a syslog message says of itself. Its values are slices of the message.</summary>
public struct SyslogMessage
{
    private const int HighestPriority = 191;
    private const int SeverityBits = 3;

    private static readonly ReadOnlyMemory<byte>[] Facilities =
    [
        .. "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7"
            .Split(' ')
            .Select(name => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(name)),
    ];

    /// <summary>Facility and severity in one number; -1 when the message has none.</summary>
    public int Priority { get; private set; }

    /// <summary>How bad it is, where it has a priority.</summary>
    public readonly SeverityNumber Severity => SeverityScales.OfLevel(Priority & ((1 << SeverityBits) - 1));

    /// <summary>The name of its facility, where it has a priority.</summary>
    public readonly ReadOnlyMemory<byte> Facility => Facilities[Priority >> SeverityBits];

    /// <summary>When it was written: nanoseconds since 1970 UTC; 0 when the message does not say.</summary>
    public long TimeUnixNano { get; set; }

    /// <summary>The machine that wrote it.</summary>
    public ReadOnlyMemory<byte> Host { get; set; }

    /// <summary>The program that wrote it.</summary>
    public ReadOnlyMemory<byte> App { get; set; }

    /// <summary>Mostly the id of its process.</summary>
    public ReadOnlyMemory<byte> ProcessId { get; set; }

    /// <summary>The kind of the message.</summary>
    public ReadOnlyMemory<byte> MessageId { get; set; }

    /// <summary>The structured data as they are written, brackets and all.</summary>
    public ReadOnlyMemory<byte> StructuredData { get; set; }

    /// <summary>What it says.</summary>
    public ReadOnlyMemory<byte> Text { get; set; }

    /// <summary>Reads a message of any form. What fits none is text as a whole.</summary>
    public static SyslogMessage Read(ReadOnlyMemory<byte> bytes, in SyslogClock clock)
    {
        bytes = bytes.TrimEnd("\r\n\0"u8);
        var message = new SyslogMessage { Priority = ReadPriority(bytes.Span, out var length), Text = bytes };
        var rest = bytes[length..];
        return
            (message.Priority >= 0 && Rfc5424.TryRead(rest, ref message)) || Rfc3164.TryRead(rest, clock, ref message)
            ? message
            : message with
            {
                Text = rest,
            };
    }

    // <13>
    private static int ReadPriority(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        var end = bytes[..Math.Min(bytes.Length, 5)].IndexOf((byte)'>');
        if (end < 2 || bytes[0] != (byte)'<')
        {
            return -1;
        }

        var priority = 0;
        foreach (var digit in bytes[1..end])
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return -1;
            }

            priority = (priority * 10) + digit - '0';
        }

        if (priority > HighestPriority)
        {
            return -1;
        }

        length = end + 1;
        return priority;
    }
}
