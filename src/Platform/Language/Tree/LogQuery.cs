namespace Monolith.Platform.Language.Tree;

/// <summary>A question in the search language: which records, of what time, and what is made of them.</summary>
/// <param name="Filter">Which records.</param>
/// <param name="Time">The time that the text itself asks for (<c>@last 15m</c>); it comes before the one that was asked for
/// beside it.</param>
/// <param name="Stages">What is done with the records, one after the other. None: they are shown, newest first.</param>
public sealed record LogQuery(LogCondition Filter, QueryTime? Time, IReadOnlyList<LogStage> Stages);

/// <summary>A range of time in a question.</summary>
/// <param name="From">Belongs to it; null: everything that is kept.</param>
/// <param name="To">Does not belong to it.</param>
public sealed record QueryTime(LogTime? From, LogTime To);
