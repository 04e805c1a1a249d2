namespace Monolith.Processing.Contracts;

/// <summary>What becomes of a record.</summary>
public readonly record struct Verdict
{
    private Verdict(Fate fate, RejectReason reason, string? detail) => (Fate, Reason, Detail) = (fate, reason, detail);

    /// <summary>It goes on: to the next stage, and after the last one to storage.</summary>
    public static Verdict Keep => default;

    /// <summary>It is left out on purpose.</summary>
    public static Verdict Drop => new(Fate.Drop, default, null);

    /// <summary>What becomes of it.</summary>
    public Fate Fate { get; }

    /// <summary>Why it is rejected or put into quarantine.</summary>
    public RejectReason Reason { get; }

    /// <summary>What exactly was wrong with a record that is not kept or that a stage failed on. Holds nothing of its values.</summary>
    public string? Detail { get; }

    /// <summary>It goes into quarantine, and its client is told that it was refused.</summary>
    public static Verdict Reject(RejectReason reason, string detail) => new(Fate.Reject, reason, detail);

    /// <summary>It goes into quarantine, which is our business: its client is told that it was taken, and need not do anything.</summary>
    public static Verdict Quarantine(RejectReason reason, string detail) => new(Fate.Quarantine, reason, detail);

    /// <summary>It is kept, and no other stage sees it but those that protect values.</summary>
    public static Verdict Stop => new(Fate.Stop, default, null);

    /// <summary>The stage could not do its work on it. What then becomes of the record, the pipeline's document says
    /// (<c>on_error</c>), so that no such verdict ever leaves a pipeline.</summary>
    /// <param name="detail">What went wrong: a constant, or made once with the stage. Holds nothing of the record's values.</param>
    public static Verdict Fail(string detail) => new(Fate.Fail, RejectReason.StageFailed, detail);
}

/// <summary>What can become of a record.</summary>
public enum Fate
{
    /// <summary>Hand it on.</summary>
    Keep,

    /// <summary>Leave it out on purpose.</summary>
    Drop,

    /// <summary>Refuse it, and put it into quarantine.</summary>
    Reject,

    /// <summary>Take it, and put it into quarantine. No decoder sees this: to its client the record was kept.</summary>
    Quarantine,

    /// <summary>Do what the stage's document says of errors. Within a pipeline only.</summary>
    Fail,

    /// <summary>Hand it on past all other stages but those that protect it. Within a pipeline only.</summary>
    Stop,
}
