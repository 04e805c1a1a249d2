using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>The fields of a span that are looked through.</summary>
internal readonly struct SpanTexts : IRecordTexts<SpanRecord>
{
    private const int Name = -1;
    private const int StatusMessage = -2;
    private const int TraceState = -3;
    private const int HttpRoute = -4;
    private const int PeerService = -5;
    private const int CorrelationId = -6;
    private const int RequestId = -7;
    private const int ServiceName = -8;

    public static void Put(
        SpanRecord record,
        Redactor redactor,
        TextTape tape,
        ScratchBuffer scratch,
        ref RedactionTally tally
    )
    {
        tape.AddUnlessClean(redactor, record.Name.Span, Name);
        tape.Add(record.StatusMessage.Span, StatusMessage);
        tape.Add(record.TraceState.Span, TraceState);
        tape.AddUnlessClean(redactor, record.HttpRoute.Span, HttpRoute);
        tape.AddUnlessClean(redactor, record.PeerService.Span, PeerService);
        tape.AddUnlessPlain(redactor, record.CorrelationId.Span, CorrelationId);
        tape.AddUnlessPlain(redactor, record.RequestId.Span, RequestId);
        tape.AddUnlessClean(redactor, record.ServiceName.Span, ServiceName);
    }

    public static void Set(SpanRecord record, in ReplacedText replaced)
    {
        var text = replaced.Text;
        switch (replaced.Place)
        {
            case Name:
                record.Name = text;
                break;
            case StatusMessage:
                record.StatusMessage = text;
                break;
            case TraceState:
                record.TraceState = text;
                break;
            case HttpRoute:
                record.HttpRoute = text;
                break;
            case PeerService:
                record.PeerService = text;
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
