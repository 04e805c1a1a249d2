using Monolith.Platform.Buffers;
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

    public static void Put(
        LogRecord record,
        Redactor redactor,
        TextTape tape,
        ScratchBuffer scratch,
        ref RedactionTally tally
    )
    {
        tape.Add(record.Body.Span, Body);
        tape.AddUnlessClean(redactor, record.HttpUrl.Span, HttpUrl);
        tape.AddUnlessClean(redactor, record.HttpRoute.Span, HttpRoute);
        if (redactor.IsAddress(record.ClientAddress.Span))
        {
            record.ClientAddress = redactor.ReplaceAddress(record.ClientAddress, scratch, ref tally);
        }
        else
        {
            tape.Add(record.ClientAddress.Span, ClientAddress);
        }

        tape.AddUnlessClean(redactor, record.UserAgent.Span, UserAgent);
        tape.AddUnlessClean(redactor, record.EventName.Span, EventName);
        tape.AddUnlessPlain(redactor, record.CorrelationId.Span, CorrelationId);
        tape.AddUnlessPlain(redactor, record.RequestId.Span, RequestId);
        tape.AddUnlessClean(redactor, record.ServiceName.Span, ServiceName);
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
