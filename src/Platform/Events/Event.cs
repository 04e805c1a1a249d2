namespace Monolith.Platform.Events;

/// <summary>Something that happened, as a handler receives it.</summary>
/// <param name="Id">The same each time the event is delivered.</param>
/// <param name="Topic">What kind of thing happened, such as <c>alert.fired</c>.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Time">When it was committed.</param>
/// <param name="Data">What is known of it.</param>
public sealed record Event<T>(string Id, string Topic, string Source, DateTimeOffset Time, T Data);
