using System.Text.RegularExpressions;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Redaction.Detection.Detectors;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>Turns settings into rules.</summary>
internal static class RedactRules
{
    private const int MaxWords = 10_000;

    /// <summary>Reads a stage's settings over those of the host.</summary>
    /// <exception cref="StageSettingsException">The settings are wrong.</exception>
    public static DetectionRules Read(RedactSettings settings, RedactionOptions options)
    {
        var actions = Enum.GetValues<PiiKind>().Select(PiiKinds.UsualAction).ToArray();
        SetActions(actions, options.Actions);
        SetActions(actions, settings.Actions ?? new Dictionary<string, RedactAction>(StringComparer.Ordinal));
        var kinds = settings.Kinds ?? [];
        CheckKinds(kinds);

        var own = kinds.Select(kind => (TokenKind.Of(kind.Name!), kind.Action ?? RedactAction.Tokenize)).ToList();
        return new DetectionRules(
            actions,
            own,
            new FieldNames(Fields(settings.Fields ?? [], kinds)),
            [.. kinds.Select(Pattern).OfType<OwnPattern>()],
            Locales(settings.NationalIds ?? options.NationalIds)
        );
    }

    private static void SetActions(RedactAction[] actions, IReadOnlyDictionary<string, RedactAction> changes)
    {
        foreach (var (name, action) in changes)
        {
            var kind = PiiKinds.IndexOf(name);
            if (kind < 0)
            {
                throw new StageSettingsException(
                    $"actions.{name}",
                    $"'{name}' is no kind: use {string.Join(", ", PiiKinds.Tokens)}."
                );
            }

            actions[kind] = action;
        }
    }

    private static void CheckKinds(IReadOnlyList<OwnKindSettings> kinds)
    {
        if (kinds.Count > DetectionRules.MaxKinds - PiiKinds.Count)
        {
            throw new StageSettingsException(
                "kinds",
                $"There may be {DetectionRules.MaxKinds - PiiKinds.Count} kinds of your own."
            );
        }

        for (var i = 0; i < kinds.Count; i++)
        {
            if (kinds[i].Name is not { } name || !TokenKind.IsName(name) || PiiKinds.IndexOf(name) >= 0)
            {
                throw new StageSettingsException(
                    $"kinds[{i}].name",
                    $"'{kinds[i].Name}' cannot be the name of a kind: use small letters, digits and '_', and none of ours."
                );
            }

            if (kinds[i] is { Pattern: null, Words: null or { Count: 0 }, Fields: null or { Count: 0 } })
            {
                throw new StageSettingsException(
                    $"kinds[{i}]",
                    "A kind needs a pattern, words or fields to be found by."
                );
            }

            if (kinds[i].Words?.Count > MaxWords)
            {
                throw new StageSettingsException($"kinds[{i}].words", $"There may be {MaxWords} words.");
            }
        }
    }

    private static IEnumerable<(string Name, FieldRule Rule)> Fields(
        IReadOnlyList<string> secrets,
        IReadOnlyList<OwnKindSettings> kinds
    )
    {
        foreach (var (name, path) in secrets.Select((name, i) => (name, $"fields[{i}]")))
        {
            yield return (Checked(name, path), new FieldRule((byte)PiiKind.Secret, FieldExtent.Word));
        }

        foreach (var name in (string[])["username", "userid", "enduserid", "loginname"])
        {
            yield return (name, new FieldRule((byte)PiiKind.User, FieldExtent.Word));
        }

        for (var i = 0; i < kinds.Count; i++)
        {
            foreach (var name in kinds[i].Fields ?? [])
            {
                yield return (
                    Checked(name, $"kinds[{i}].fields"),
                    new FieldRule((byte)(PiiKinds.Count + i), FieldExtent.Word)
                );
            }
        }
    }

    private static string Checked(string name, string path) =>
        FieldNames.IsName(name)
            ? name
            : throw new StageSettingsException(path, $"'{name}' is no name of a field: use letters, '_', '-' and '.'.");

    private static OwnPattern? Pattern(OwnKindSettings kind, int place)
    {
        if (kind.Pattern is null && kind.Words is null or { Count: 0 })
        {
            return null;
        }

        if (kind.Pattern?.Length > OwnPattern.MaxPattern)
        {
            throw new StageSettingsException(
                $"kinds[{place}].pattern",
                $"A pattern may have {OwnPattern.MaxPattern} characters."
            );
        }

        try
        {
            return new OwnPattern((byte)(PiiKinds.Count + place), kind.Pattern, kind.Words ?? [], kind.Context ?? []);
        }
        catch (Exception wrong) when (wrong is RegexParseException or NotSupportedException)
        {
            throw new StageSettingsException($"kinds[{place}].pattern", wrong.Message);
        }
    }

    private static NationalIdLocales Locales(IReadOnlyList<string> names)
    {
        var locales = names.Count == 0 ? NationalIdLocales.UnitedStates : NationalIdLocales.None;
        foreach (var name in names)
        {
            locales |= NationalIdDetector.Locales.TryGetValue(name, out var locale)
                ? locale
                : throw new StageSettingsException(
                    "national_ids",
                    $"'{name}' is no country whose ids are known: use {string.Join(", ", NationalIdDetector.Locales.Keys)}."
                );
        }

        return locales;
    }
}
