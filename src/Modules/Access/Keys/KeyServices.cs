using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Access.Contracts;

namespace Monolith.Access.Keys;

/// <summary>Keys of the directory, as the module takes them in.</summary>
internal static class KeyServices
{
    public static IServiceCollection AddKeys(this IServiceCollection services) =>
        services
            .AddSingleton<KeyUses>()
            .AddSingleton<KeyGate>()
            .AddTransient<IKeyMaker, ConsoleKeys>()
            .AddSingleton<KeyUseKeeper>()
            .AddHostedService(provider => provider.GetRequiredService<KeyUseKeeper>());

    /// <summary>Maps <c>/api/v1/access/keys</c>.</summary>
    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        ListKeys.Map(routes);
        MakeKey.Map(routes);
        RotateKey.Map(routes);
        RevokeKey.Map(routes);
    }
}
