using Monolith.Platform.Signals;
using Monolith.Platform.Syslog;

namespace Monolith.Processing.Parsing.Formats;

/// <summary>A syslog message that another protocol carried: of RFC 5424, of RFC 3164, or what /dev/log gets. Times without a zone
/// count as UTC.</summary>
internal sealed class SyslogFormat(TimeProvider clock) : ITextFormat
{
    private const string NoSyslog = "The text is no syslog message.";

    private static readonly ReadOnlyMemory<byte> LevelName = "level"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> FacilityName = "syslog.facility"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> MessageIdName = "syslog.msgid"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ProcessName = "process.pid"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> HostName = "host.name"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ServiceName = "service.name"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> DataName = "syslog.structured_data"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> MessageName = "message"u8.ToArray();

    public string? Parse(ReadOnlyMemory<byte> text, in ParsedFields fields)
    {
        var message = SyslogMessage.Read(text, new SyslogClock(clock.GetUtcNow(), TimeZoneInfo.Utc));
        if (message.Priority < 0 && message.TimeUnixNano == 0)
        {
            return NoSyslog;
        }

        var hasRoom =
            (message.TimeUnixNano == 0 || fields.AddTime(message.TimeUnixNano))
            && (message.Priority < 0 || AddPriority(message, fields))
            && fields.AddUnlessDash(HostName, message.Host)
            && fields.AddUnlessDash(ServiceName, message.App)
            && fields.AddUnlessDash(ProcessName, message.ProcessId)
            && fields.AddUnlessDash(MessageIdName, message.MessageId)
            && fields.AddUnlessDash(DataName, message.StructuredData)
            && fields.AddUnlessDash(MessageName, message.Text);
        return hasRoom ? null : ParsedFields.TooMany;
    }

    private static bool AddPriority(SyslogMessage message, in ParsedFields fields) =>
        fields.Add(LevelName, SeverityNames.ShortName(message.Severity)) && fields.Add(FacilityName, message.Facility);
}
