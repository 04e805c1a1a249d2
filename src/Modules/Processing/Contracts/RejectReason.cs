namespace Monolith.Processing.Contracts;

/// <summary>Why a record was refused. The code that clients see is in <see cref="RejectReasons.Code"/>.</summary>
public enum RejectReason
{
    /// <summary>The bytes are no JSON.</summary>
    InvalidJson,

    /// <summary>The JSON is no object.</summary>
    NotAnObject,

    /// <summary>The bytes are no UTF-8.</summary>
    InvalidUtf8,

    /// <summary>The bytes are no protobuf message of the expected type.</summary>
    InvalidProtobuf,

    /// <summary>The time cannot be read.</summary>
    InvalidTime,

    /// <summary>The time lies further in the future than a clock may be off.</summary>
    TimeTooFarAhead,

    /// <summary>The time lies before everything that retention keeps.</summary>
    TimeBeforeRetention,

    /// <summary>The record has more bytes than one may have.</summary>
    RecordTooLarge,

    /// <summary>The record has more attributes than one may have.</summary>
    TooManyAttributes,

    /// <summary>The record is nested deeper than it may be.</summary>
    TooDeep,

    /// <summary>The span lacks an id or a time that every span has, or an id is none.</summary>
    InvalidSpan,

    /// <summary>The span has more events or links than one may have.</summary>
    TooManyEvents,

    /// <summary>The labels of the stream cannot be read.</summary>
    InvalidLabels,

    /// <summary>The message could not be delivered and came back by way of its dead-letter topic.</summary>
    DeadLetter,

    /// <summary>The request asks to change or delete what is stored, which cannot be done.</summary>
    UnsupportedAction,

    /// <summary>The bytes are no MessagePack, or none that the protocol has.</summary>
    InvalidMessagePack,

    /// <summary>The event of a client of Splunk's has no field <c>event</c>.</summary>
    MissingEvent,

    /// <summary>There is nothing in the field <c>event</c>.</summary>
    BlankEvent,

    /// <summary>The record breaks the contract of its service.</summary>
    ContractViolation,

    /// <summary>A stage of the tenant's pipeline could not do its work, and its errors go into quarantine.</summary>
    StageFailed,

    /// <summary>A stage of the tenant's pipeline puts it into quarantine on purpose.</summary>
    Routed,
}

/// <summary>The words for <see cref="RejectReason"/>.</summary>
public static class RejectReasons
{
    /// <summary>The code in answers, in quarantine and in metrics, for example <c>invalid_json</c>.</summary>
    public static string Code(this RejectReason reason) =>
        reason switch
        {
            RejectReason.InvalidJson => "invalid_json",
            RejectReason.NotAnObject => "not_an_object",
            RejectReason.InvalidUtf8 => "invalid_utf8",
            RejectReason.InvalidProtobuf => "invalid_protobuf",
            RejectReason.InvalidTime => "invalid_time",
            RejectReason.TimeTooFarAhead => "time_too_far_ahead",
            RejectReason.TimeBeforeRetention => "time_before_retention",
            RejectReason.RecordTooLarge => "record_too_large",
            RejectReason.TooManyAttributes => "too_many_attributes",
            RejectReason.TooDeep => "too_deep",
            RejectReason.InvalidSpan => "invalid_span",
            RejectReason.TooManyEvents => "too_many_events",
            RejectReason.InvalidLabels => "invalid_labels",
            RejectReason.DeadLetter => "dead_letter",
            RejectReason.UnsupportedAction => "unsupported_action",
            RejectReason.InvalidMessagePack => "invalid_messagepack",
            RejectReason.MissingEvent => "missing_event",
            RejectReason.BlankEvent => "blank_event",
            RejectReason.ContractViolation => "contract_violation",
            RejectReason.StageFailed => "stage_failed",
            RejectReason.Routed => "routed",
            _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
        };
}
