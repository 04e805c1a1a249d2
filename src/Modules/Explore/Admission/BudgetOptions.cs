using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Explore.Admission;

/// <summary>What questions may cost, <c>Modules:Explore:Budget</c>: of everybody, and of single tenants and roles.</summary>
internal sealed record BudgetOptions : QueryBudget, IValidatableObject
{
    /// <summary>How long a request waits when as many ask as may.</summary>
    [TimeRange("00:00:00", "00:01:00")]
    public TimeSpan QueueWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Budgets of single tenants, by name, in place of everybody's.</summary>
    public IReadOnlyDictionary<string, QueryBudget> Tenants { get; init; } =
        new Dictionary<string, QueryBudget>(StringComparer.Ordinal);

    /// <summary>Budgets of single roles, by name, in place of their tenant's.</summary>
    public IReadOnlyDictionary<string, QueryBudget> Roles { get; init; } =
        new Dictionary<string, QueryBudget>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var wrong = new List<ValidationResult>();
        foreach (var budget in Tenants.Values.Concat(Roles.Values))
        {
            Validator.TryValidateObject(budget, new ValidationContext(budget), wrong, validateAllProperties: true);
        }

        return wrong;
    }
}
