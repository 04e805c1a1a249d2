using FluentValidation;
using Monolith.Explore.Contracts;
using Monolith.Platform.Language;

namespace Monolith.Explore.Search;

internal sealed class SearchLogsValidator : AbstractValidator<SearchLogs>
{
    public SearchLogsValidator(TimeProvider clock)
    {
        RuleFor(search => search.Limit)
            .InclusiveBetween(1, SearchLogs.MaxLimit)
            .OverridePropertyName("limit")
            .WithMessage($"limit must be from 1 to {SearchLogs.MaxLimit}.");
        RuleFor(search => search.From)
            .Must((search, from) => LogTime.IsBefore(from, search.To, clock.GetUtcNow()))
            .OverridePropertyName("from")
            .WithMessage("from must lie before to.");
    }
}
