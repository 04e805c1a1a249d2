using Monolith.Platform.Signals;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>The fields of a log record that are looked through.</summary>
internal readonly struct LogTexts : IRecordTexts<LogRecord>
{
    private const int Body = -1;
    private const int HttpUrl = -2;
    private const int HttpRoute = -3;
    private const int ClientAddress = -4;
    private const int UserAgent = -5;
    private const int EventName = -6;
    private const int CorrelationId = -7;
    private const int RequestId = -8;
    private const int ServiceName = -9;

    public static void Put(LogRecord record, CleanTexts clean, TextTape tape)
    {
        tape.Add(record.Body.Span, Body);
        tape.AddUnless(clean, record.HttpUrl.Span, HttpUrl);
        tape.AddUnless(clean, record.HttpRoute.Span, HttpRoute);
        tape.Add(record.ClientAddress.Span, ClientAddress);
        tape.AddUnless(clean, record.UserAgent.Span, UserAgent);
        tape.AddUnless(clean, record.EventName.Span, EventName);
        tape.Add(record.CorrelationId.Span, CorrelationId);
        tape.Add(record.RequestId.Span, RequestId);
        tape.AddUnless(clean, record.ServiceName.Span, ServiceName);
    }

    public static void Set(LogRecord record, in ReplacedText replaced)
    {
        var text = replaced.Text;
        switch (replaced.Place)
        {
            case Body:
                record.Body = text;
                break;
            case HttpUrl:
                record.HttpUrl = text;
                break;
            case HttpRoute:
                record.HttpRoute = text;
                break;
            case ClientAddress:
                record.ClientAddress = text;
                break;
            case UserAgent:
                record.UserAgent = text;
                break;
            case EventName:
                record.EventName = text;
                break;
            case CorrelationId:
                record.CorrelationId = text;
                break;
            case RequestId:
                record.RequestId = text;
                break;
            case ServiceName:
                record.ServiceName = text;
                break;
        }
    }
}
