namespace Monolith.Processing.Redaction.Keys;

/// <summary>
/// A key of its own for every person that may ever come by, without anything being kept or written when they do. The way to it
/// begins at what only the value gives (<see cref="Subject.Path"/>) and ends at a place that has nothing to do with the value
/// and stands in the token, from which the way leads back only through that key. So a person can be forgotten by their value as
/// well as by their token, and then neither leads to the other any more. Never changes; thread-safe.
/// </summary>
/// <param name="paths">By path: what makes the tokens of a person.</param>
/// <param name="places">By place: what hides the path in the token, and encrypts values.</param>
internal sealed class SubjectKeys(PuncturableTree paths, PuncturableTree places)
{
    /// <summary>By path.</summary>
    public PuncturableTree Paths => paths;

    /// <summary>By place.</summary>
    public PuncturableTree Places => places;

    /// <summary>Keys that nobody has had.</summary>
    public static SubjectKeys Plant() => new(PuncturableTree.Plant(), PuncturableTree.Plant());

    /// <summary>Finds a person's keys by what their value gives.</summary>
    /// <returns>False when the person was forgotten.</returns>
    public bool TryFind(ulong path, ref Subject subject)
    {
        if (!paths.TryDerive(path, subject.Key))
        {
            return false;
        }

        (subject.Path, subject.Place) = (path, PlaceOf(subject.Key));
        return places.TryDerive(subject.Place, subject.PlaceKey);
    }

    /// <summary>Finds a person's keys by what stands in their token.</summary>
    /// <returns>False when the person was forgotten, or these keys have not made the token.</returns>
    public bool TryFind(ulong place, ulong hiddenPath, ref Subject subject)
    {
        if (!places.TryDerive(place, subject.PlaceKey))
        {
            return false;
        }

        (subject.Path, subject.Place) = (hiddenPath ^ subject.Mask, place);
        return paths.TryDerive(subject.Path, subject.Key) && PlaceOf(subject.Key) == place;
    }

    /// <summary>The keys without those of one person.</summary>
    public SubjectKeys Without(ulong path, ulong place) => new(paths.Without(path), places.Without(place));

    private static ulong PlaceOf(ReadOnlySpan<byte> key) => KeyedHash.Leaf(key, "place"u8);
}

/// <summary>One person's keys, for as long as they are needed.</summary>
/// <param name="memory">At least <see cref="Bytes"/>.</param>
internal ref struct Subject(Span<byte> memory)
{
    /// <summary>How much memory it needs.</summary>
    public const int Bytes = 2 * PuncturableTree.KeyBytes;

    /// <summary>What makes the person's tokens.</summary>
    public Span<byte> Key { get; } = memory[..PuncturableTree.KeyBytes];

    /// <summary>What hides the path, and encrypts.</summary>
    public Span<byte> PlaceKey { get; } = memory[PuncturableTree.KeyBytes..Bytes];

    /// <summary>Which person, by their value. Stands nowhere in the clear.</summary>
    public ulong Path { get; set; }

    /// <summary>Which person, by their token.</summary>
    public ulong Place { get; set; }

    /// <summary>What lies over the path in the token.</summary>
    public readonly ulong Mask => KeyedHash.Leaf(PlaceKey, "path"u8);
}
