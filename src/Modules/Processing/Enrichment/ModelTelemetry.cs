using System.Buffers.Text;
using Monolith.Platform.Signals;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Enrichment;

/// <summary>Brings what is said about calls of models into the shape of OpenTelemetry's <c>gen_ai.*</c>, whether it came so, in an
/// older version of that, or with the flat names that services write by hand. The table is in docs/enrichment.md.</summary>
internal static class ModelTelemetry
{
    private const int LongestNumber = 20;
    private const double MillisecondsPerSecond = 1000;

    private static readonly ReadOnlyMemory<byte> EventName = "gen_ai.client.inference"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> TotalName = "gen_ai.usage.total_tokens"u8.ToArray();

    private static readonly Renames Names = new(
        ("model_version", "gen_ai.response.model"),
        ("model_name", "gen_ai.request.model"),
        ("input_size", "gen_ai.request.input_size"),
        ("tokens_used", "gen_ai.usage.total_tokens"),
        ("input_tokens", "gen_ai.usage.input_tokens"),
        ("output_tokens", "gen_ai.usage.output_tokens"),
        ("prompt_tokens", "gen_ai.usage.input_tokens"),
        ("completion_tokens", "gen_ai.usage.output_tokens"),
        ("cache_hits", "gen_ai.usage.cache_hits"),
        ("gen_ai.system", "gen_ai.provider.name"),
        ("gen_ai.usage.prompt_tokens", "gen_ai.usage.input_tokens"),
        ("gen_ai.usage.completion_tokens", "gen_ai.usage.output_tokens"),
        ("llm.model_name", "gen_ai.request.model"),
        ("llm.provider", "gen_ai.provider.name"),
        ("llm.system", "gen_ai.provider.name"),
        ("llm.token_count.prompt", "gen_ai.usage.input_tokens"),
        ("llm.token_count.completion", "gen_ai.usage.output_tokens"),
        ("llm.token_count.total", "gen_ai.usage.total_tokens"),
        ("llm.usage.total_tokens", "gen_ai.usage.total_tokens")
    );

    /// <summary>Brings the record into the one shape.</summary>
    public static void Normalise(LogRecord record, in StageContext context)
    {
        var attributes = record.Attributes;
        Names.Apply(attributes);
        FillDuration(record);
        FillTotal(attributes, context);
        if (record.EventName.IsEmpty)
        {
            record.EventName = EventName;
        }
    }

    private static void FillDuration(LogRecord record)
    {
        if (double.IsNaN(record.DurationMs))
        {
            record.DurationMs =
                TryTakeNumber(record.Attributes, "latency_ms"u8, out var milliseconds) ? milliseconds
                : TryTakeNumber(record.Attributes, "gen_ai.client.operation.duration"u8, out var seconds)
                    ? seconds * MillisecondsPerSecond
                : double.NaN;
        }
    }

    private static bool TryTakeNumber(AttributeList attributes, ReadOnlySpan<byte> name, out double number)
    {
        number = 0;
        var place = attributes.IndexOf(name);
        if (place < 0 || !TryRead(attributes.Items[place].Value.Span, out number) || !double.IsFinite(number))
        {
            return false;
        }

        attributes.RemoveAt(place);
        return true;
    }

    // Providers bill by the sum, and few clients say it.
    private static void FillTotal(AttributeList attributes, in StageContext context)
    {
        if (
            attributes.IndexOf(TotalName.Span) < 0
            && TryFind(attributes, "gen_ai.usage.input_tokens"u8, out var input)
            && TryFind(attributes, "gen_ai.usage.output_tokens"u8, out var output)
        )
        {
            var text = context.Scratch.Take(LongestNumber);
            Utf8Formatter.TryFormat((long)input + output, text.Span, out var length);
            attributes.Add(TotalName, text[..length]);
        }
    }

    private static bool TryFind(AttributeList attributes, ReadOnlySpan<byte> name, out uint number)
    {
        number = 0;
        var place = attributes.IndexOf(name);
        return place >= 0
            && Utf8Parser.TryParse(attributes.Items[place].Value.Span, out number, out var read)
            && read == attributes.Items[place].Value.Length;
    }

    private static bool TryRead(ReadOnlySpan<byte> text, out double number) =>
        Utf8Parser.TryParse(text, out number, out var read) && read == text.Length;
}
