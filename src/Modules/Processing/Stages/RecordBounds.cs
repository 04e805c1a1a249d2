using System.Globalization;
using Monolith.Processing.Contracts;
using Monolith.Storage.Contracts;

namespace Monolith.Processing.Stages;

/// <summary>The bounds that hold for log records and spans alike, and the words for them, made once.</summary>
internal sealed class RecordBounds
{
    private readonly int _maxAttributes;
    private readonly long _maxAheadNano;
    private readonly long _retentionNano;
    private readonly Verdict _tooManyAttributes;
    private readonly Verdict _tooFarAhead;
    private readonly Verdict _beforeRetention;

    public RecordBounds(ProcessingOptions options, RetentionOptions retention)
    {
        var days = retention.RetentionDays;
        _maxAttributes = options.MaxAttributes;
        _maxAheadNano = options.MaxTimeAhead.Ticks * TimeSpan.NanosecondsPerTick;
        _retentionNano = TimeSpan.FromDays(days).Ticks * TimeSpan.NanosecondsPerTick;
        _tooManyAttributes = Refusal(
            RejectReason.TooManyAttributes,
            $"A record may have {options.MaxAttributes} attributes."
        );
        _tooFarAhead = Refusal(
            RejectReason.TimeTooFarAhead,
            $"The time is more than {options.MaxTimeAhead.TotalHours:0.##} h in the future."
        );
        _beforeRetention = Refusal(
            RejectReason.TimeBeforeRetention,
            $"The time is more than {days} days ago, and records are kept no longer than that."
        );
    }

    /// <summary>What becomes of a record with so many attributes.</summary>
    public Verdict CheckAttributes(int count) => count > _maxAttributes ? _tooManyAttributes : Verdict.Keep;

    /// <summary>What becomes of a record that happened at a time and came at another.</summary>
    public Verdict CheckTime(long unixNano, long receivedUnixNano) =>
        unixNano > receivedUnixNano + _maxAheadNano ? _tooFarAhead
        : unixNano < receivedUnixNano - _retentionNano ? _beforeRetention
        : Verdict.Keep;

    private static Verdict Refusal(RejectReason reason, FormattableString detail) =>
        Verdict.Reject(reason, detail.ToString(CultureInfo.InvariantCulture));
}
