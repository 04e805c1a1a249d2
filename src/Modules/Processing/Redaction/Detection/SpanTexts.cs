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

    public static void Put(SpanRecord record, CleanTexts clean, TextTape tape)
    {
        tape.AddUnless(clean, record.Name.Span, Name);
        tape.Add(record.StatusMessage.Span, StatusMessage);
        tape.Add(record.TraceState.Span, TraceState);
        tape.AddUnless(clean, record.HttpRoute.Span, HttpRoute);
        tape.AddUnless(clean, record.PeerService.Span, PeerService);
        tape.Add(record.CorrelationId.Span, CorrelationId);
        tape.Add(record.RequestId.Span, RequestId);
        tape.AddUnless(clean, record.ServiceName.Span, ServiceName);
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
