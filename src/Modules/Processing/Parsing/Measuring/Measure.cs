using System.Buffers.Text;
using System.Diagnostics.Metrics;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Parsing.Measuring;

/// <summary>Adds each record to a metric. A record that stands for many counts as many.</summary>
/// <param name="value">The field with the value; null to count records.</param>
/// <param name="series">Which attributes the metric has.</param>
/// <param name="instrument">The metric; null when it is only shown what would be done.</param>
internal sealed class Measure(RecordField? value, SeriesTable series, Instrument<double>? instrument) : RecordStage
{
    private const string NoNumber = "The field of the metric's value is no number.";

    private readonly Counter<double>? _counter = instrument as Counter<double>;
    private readonly Histogram<double>? _histogram = instrument as Histogram<double>;

    public override Verdict Apply(LogRecord record, in StageContext context)
    {
        var amount = 1.0;
        if (value is not null)
        {
            Span<byte> room = stackalloc byte[RecordField.MaxMadeBytes];
            var text = value.Read(record, room);
            if (text.IsEmpty)
            {
                return Verdict.Keep;
            }

            // A counter only ever grows.
            if (
                !Utf8Parser.TryParse(text, out amount, out var read)
                || read != text.Length
                || !double.IsFinite(amount)
                || (_counter is not null && amount < 0)
            )
            {
                return Verdict.Fail(NoNumber);
            }
        }

        if (instrument is not null)
        {
            var tags = series.TagsOf(record);
            _counter?.Add(amount * record.Weight, tags);
            _histogram?.Record(amount, tags);
        }

        return Verdict.Keep;
    }
}
