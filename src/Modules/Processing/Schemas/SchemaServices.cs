using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;
using Monolith.Processing.Pipelines.Kinds;

namespace Monolith.Processing.Schemas;

/// <summary>Contracts, as the module takes them in.</summary>
internal static class SchemaServices
{
    public static IServiceCollection AddSchemas(this IServiceCollection services) =>
        services
            .AddSingleton<ContractCatalog>()
            .AddSingleton<IFieldClasses>(provider => provider.GetRequiredService<ContractCatalog>())
            .AddSingleton<IGuardedFields>(provider => provider.GetRequiredService<ContractCatalog>())
            .AddSingleton<ViolationBook>()
            .AddSingleton<IStageKind, ContractKind>()
            .AddSingleton<ContractStore>()
            .AddSingleton<IWatchedDocuments>(provider => provider.GetRequiredService<ContractStore>());

    /// <summary>Maps <c>/api/v1/contracts</c>.</summary>
    public static void MapSchemas(this IEndpointRouteBuilder routes)
    {
        ListContracts.Map(routes);
        ListViolations.Map(routes);
        GetContract.Map(routes);
        SaveContract.Map(routes);
        PublishContract.Map(routes);
        DeleteContract.Map(routes);
    }
}
