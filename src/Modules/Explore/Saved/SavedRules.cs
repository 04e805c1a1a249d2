using FluentValidation;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Parsing;

namespace Monolith.Explore.Saved;

/// <summary>What all kinds must be like.</summary>
internal static class SavedRules
{
    /// <summary>The most bytes of a request.</summary>
    public const int MaxBytes = 64 * 1024;

    private const int MaxName = 200;

    /// <summary>Adds the rules of what all kinds share.</summary>
    public static void AddSavedRules<T>(this AbstractValidator<T> validator)
        where T : SavedDocument
    {
        validator
            .RuleFor(document => document.Id)
            .Must(id => id is null || SavedIds.IsId(id))
            .OverridePropertyName("id")
            .WithMessage(SavedIds.Rule);
        validator
            .RuleFor(document => document.Name)
            .Must(name => !string.IsNullOrWhiteSpace(name) && name.Length <= MaxName)
            .OverridePropertyName("name")
            .WithMessage($"name must have 1 to {MaxName} characters.");
    }

    /// <summary>Says what is wrong with a question.</summary>
    /// <returns>Null when it can be asked.</returns>
    public static string? WrongWith(string query)
    {
        var error = LogQueryParser.Parse(query).Diagnostics.FirstOrDefault(diagnostic => !diagnostic.IsHint);
        return error is null ? null : $"Character {error.Span.Start + 1}: {error.Message}";
    }
}

/// <summary>What a saved search or a view must be like.</summary>
internal sealed class SavedSearchRules : AbstractValidator<SavedSearch>
{
    private const int MaxColumns = 50;
    private const int MaxColumn = 200;

    public SavedSearchRules()
    {
        this.AddSavedRules();
        RuleFor(search => search.Query)
            .Custom(
                (query, context) =>
                {
                    if (SavedRules.WrongWith(query) is { } wrong)
                    {
                        context.AddFailure("query", wrong);
                    }
                }
            );
        RuleFor(search => search.Range)
            .Must(range => range is null || (IsTime(range.From) && IsTime(range.To)))
            .OverridePropertyName("range")
            .WithMessage($"from and to must be {LogTime.Syntax}.");
        RuleFor(search => search.Columns)
            .Must(columns => columns is null || (columns.Count <= MaxColumns && columns.All(IsColumn)))
            .OverridePropertyName("columns")
            .WithMessage($"columns must be at most {MaxColumns} names of 1 to {MaxColumn} characters.");
    }

    private static bool IsTime(string text) => LogTime.TryParse(text, out _);

    private static bool IsColumn(string? column) => column is { Length: > 0 and <= MaxColumn };
}
