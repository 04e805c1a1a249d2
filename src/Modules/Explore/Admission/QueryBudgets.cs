using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Monolith.Platform.Security;

namespace Monolith.Explore.Admission;

/// <summary>Knows what each caller's questions may cost.</summary>
internal sealed class QueryBudgets(IOptions<BudgetOptions> options)
{
    /// <summary>The budget of who sent a request.</summary>
    public QueryBudget Of(HttpContext http) => Of(TenantId.Of(http.User), http.User);

    /// <summary>The budget of a caller: that of a role of theirs, or else that of the tenant, or else everybody's. Of several
    /// roles the one counts that may read most.</summary>
    /// <param name="tenant">Whose records are asked for.</param>
    /// <param name="caller">Who asks; null for a part of the system.</param>
    public QueryBudget Of(TenantId tenant, ClaimsPrincipal? caller)
    {
        var budgets = options.Value;
        var ofRoles = budgets
            .Roles.Where(role => caller?.IsInRole(role.Key) ?? false)
            .Select(role => role.Value)
            .MaxBy(budget => budget.MaxRows);
        return ofRoles ?? budgets.Tenants.GetValueOrDefault(tenant.Value, budgets);
    }
}
