using System.Globalization;
using System.Text;
using Monolith.Host.Demo;

namespace Monolith.Load.Bodies;

/// <summary>Writes records as RFC 5424 messages, each with its length before it as RFC 6587 has it.</summary>
internal static class SyslogBody
{
    private const int Local0 = 16 * 8;

    public static byte[] Encode(IEnumerable<DemoRecord> records)
    {
        using var bytes = new MemoryStream();
        foreach (var record in records)
        {
            var message = Encoding.UTF8.GetBytes(Message(record));
            bytes.Write(Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture) + " "));
            bytes.Write(message);
        }

        return bytes.ToArray();
    }

    private static string Message(DemoRecord record)
    {
        var priority = Local0 + (record.Severity >= DemoSeverity.ERROR ? 3 : 6);
        var time = record.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        var data = string.Concat(Fields.Of(record).Select(f => $" {f.Name}=\"{Escape(f.Value)}\""));
        return $"<{priority}>1 {time} web-1 {record.Service} 17 - [shop@32473{data}] {record.Message}";
    }

    private static string Escape(string value) =>
        value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("]", "\\]", StringComparison.Ordinal);
}
