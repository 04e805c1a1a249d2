using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Access.Directory;
using Monolith.Platform.Security;

namespace Monolith.Access.Tenants;

/// <summary>Tenants, as the module takes them in.</summary>
internal static class TenantServices
{
    public static IServiceCollection AddTenants(this IServiceCollection services) =>
        services.AddSingleton<ITenantPlans, DirectoryPlans>();

    /// <summary>Maps <c>/api/v1/access/tenants</c>.</summary>
    public static void MapTenants(this IEndpointRouteBuilder routes)
    {
        ListTenants.Map(routes);
        GetTenant.Map(routes);
        SaveTenant.Map(routes);
        DeleteTenant.Map(routes);
    }

    private sealed class DirectoryPlans(AccessDirectory directory) : ITenantPlans
    {
        public TenantPlan Of(TenantId tenant) =>
            directory.Now.Documents.Tenants.GetValueOrDefault(tenant.Value)?.Value.Plan ?? TenantPlan.AsConfigured;
    }
}
