using System.Diagnostics;
using System.Text.Json;

namespace Monolith.Platform.Events;

/// <summary>An event that is about to be committed.</summary>
/// <param name="Topic">What kind of thing happened.</param>
/// <param name="Data">Its data as JSON.</param>
internal sealed record NewEvent(string Topic, string Data)
{
    /// <summary>The id that the publisher gave; null when it is to have a new one.</summary>
    public string? Id { get; init; }

    public static NewEvent Of<T>(string topic, T data)
    {
        Documents.DocumentName.Check(topic);
        return new NewEvent(topic, JsonSerializer.Serialize(data, EventJson.Options));
    }

    /// <summary>Gives the event its id and time. Once for each commit, however often that is tried.</summary>
    public StoredEvent Stamp(TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new StoredEvent(Id ?? Guid.CreateVersion7(now).ToString(), Topic, now, Data, Activity.Current?.Id);
    }
}

/// <summary>An event that was committed.</summary>
/// <param name="Id">The same each time it is delivered.</param>
/// <param name="Topic">What kind of thing happened.</param>
/// <param name="Time">When it was committed.</param>
/// <param name="Data">Its data as JSON.</param>
/// <param name="TraceParent">The trace in which it happened.</param>
internal sealed record StoredEvent(string Id, string Topic, DateTimeOffset Time, string Data, string? TraceParent)
{
    /// <summary>Who says so: this product.</summary>
    public const string Source = "monolith";

    /// <summary>The event as a handler receives it.</summary>
    /// <exception cref="JsonException">The data does not fit the type.</exception>
    public Event<T> To<T>() => new(Id, Topic, Source, Time, JsonSerializer.Deserialize<T>(Data, EventJson.Options)!);
}
