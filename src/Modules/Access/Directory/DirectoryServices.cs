using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Documents;

namespace Monolith.Access.Directory;

/// <summary>The directory, as the module takes it in.</summary>
internal static class DirectoryServices
{
    public static IServiceCollection AddDirectory(this IServiceCollection services) =>
        services
            .AddSingleton<AccessDirectory>()
            .AddSingleton<IWatchedDocuments>(provider => provider.GetRequiredService<AccessDirectory>())
            .AddDocumentWatch();
}
