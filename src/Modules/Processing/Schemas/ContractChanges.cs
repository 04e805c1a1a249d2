namespace Monolith.Processing.Schemas;

/// <summary>Something that differs between two versions of a contract and breaks a promise.</summary>
/// <param name="Field">Which field.</param>
/// <param name="Breaks">The direction that it breaks: <see cref="Compatibility.Backward"/> or <see cref="Compatibility.Forward"/>.</param>
/// <param name="What">What differs, for people.</param>
internal sealed record ContractChange(string Field, Compatibility Breaks, string What);

/// <summary>Compares two versions of a contract.</summary>
internal static class ContractChanges
{
    /// <summary>All that breaks one of the two promises.</summary>
    public static IReadOnlyList<ContractChange> Between(ContractDocument before, ContractDocument after) =>
        [
            .. Narrowed(before, after).Select(n => new ContractChange(n.Field, Compatibility.Backward, n.What)),
            .. Weakened(before, after).Select(n => new ContractChange(n.Field, Compatibility.Backward, n.What)),
            .. Narrowed(after, before)
                .Select(n => new ContractChange(n.Field, Compatibility.Forward, $"going back, {n.What}")),
        ];

    /// <summary>Those of the changes that a contract does not allow within one major version.</summary>
    public static IReadOnlyList<ContractChange> Forbidden(ContractDocument before, ContractDocument after) =>
        ContractVersion.TryParse(before.Version, out var old)
        && ContractVersion.TryParse(after.Version, out var now)
        && old.Major == now.Major
            ? [.. Between(before, after).Where(change => IsForbidden(change.Breaks, after.Compatibility))]
            : [];

    private static bool IsForbidden(Compatibility breaks, Compatibility asked) =>
        asked == Compatibility.Full || asked == breaks;

    /// <summary>What the second contract refuses that the first lets through.</summary>
    private static IEnumerable<(string Field, string What)> Narrowed(ContractDocument wide, ContractDocument narrow)
    {
        foreach (var (name, now) in narrow.Fields)
        {
            if (IsRequired(narrow, name) && !IsRequired(wide, name))
            {
                yield return (name, "is required and was not");
            }

            // A field that nobody spoke of before is taken to be what is said of it now.
            if (wide.Fields.GetValueOrDefault(name) is not { } was)
            {
                continue;
            }

            if (!Holds(now.Type, was.Type))
            {
                yield return (name, $"is {Word(now.Type)} and was {Word(was.Type)}");
            }

            foreach (var what in NarrowedValues(was, now))
            {
                yield return (name, what);
            }
        }
    }

    private static IEnumerable<string> NarrowedValues(ContractField was, ContractField now)
    {
        if (
            now.Allowed is { } allowed
            && (was.Allowed is null || was.Allowed.Except(allowed, StringComparer.Ordinal).Any())
        )
        {
            var gone = was.Allowed?.Except(allowed, StringComparer.Ordinal) ?? ["any value"];
            yield return $"no longer allows {string.Join(", ", gone)}";
        }

        if (now.Pattern is { } pattern && pattern != was.Pattern)
        {
            yield return "has a pattern that it did not have";
        }

        if (now.MaxLength < (was.MaxLength ?? int.MaxValue))
        {
            yield return $"may have {now.MaxLength} bytes only";
        }

        if (now.Min > (was.Min ?? double.NegativeInfinity))
        {
            yield return $"begins at {now.Min}";
        }

        if (now.Max < (was.Max ?? double.PositiveInfinity))
        {
            yield return $"ends at {now.Max}";
        }
    }

    /// <summary>Fields that would be protected less.</summary>
    private static IEnumerable<(string Field, string What)> Weakened(ContractDocument before, ContractDocument after) =>
        from old in before.Fields
        let now = after.Fields.GetValueOrDefault(old.Key)?.Class ?? PiiClass.None
        where now < old.Value.Class && old.Value.Class > PiiClass.Public
        select (old.Key, $"is {Word(now)} and was {Word(old.Value.Class)}");

    // Every number is a text, and every whole number a number; a text need not be either.
    private static bool Holds(FieldType type, FieldType values) =>
        type == values
        || type is FieldType.String or FieldType.Text
        || (type == FieldType.Number && values == FieldType.Int);

    private static bool IsRequired(ContractDocument contract, string name) =>
        contract.Fields.GetValueOrDefault(name)?.Required == true
        || contract.Required.Contains(name, StringComparer.Ordinal);

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
