namespace Monolith.Processing.Redaction.Keys;

/// <summary>The keys of a tenant at a moment. Never changes; thread-safe.</summary>
/// <param name="living">Those that are not destroyed, the newest first, which is the active one.</param>
/// <param name="etag">Names this state of them.</param>
internal sealed class KeyRing(IReadOnlyList<KeyVersion> living, string etag)
{
    private static long _last;

    /// <summary>Tells it from all other rings of the process.</summary>
    public long Id { get; } = Interlocked.Increment(ref _last);

    /// <summary>Those that are not destroyed, the newest first.</summary>
    public IReadOnlyList<KeyVersion> Living => living;

    /// <summary>The one that makes the tokens of today.</summary>
    public KeyVersion Active => living[0];

    /// <summary>Names this state of the keys.</summary>
    public string ETag => etag;

    /// <summary>The key of a number; null when there is none, or it is destroyed.</summary>
    public KeyVersion? Find(int number) => living.FirstOrDefault(key => key.Number == number);
}
