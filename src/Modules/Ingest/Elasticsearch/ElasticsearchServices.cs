using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>The door for clients of Elasticsearch.</summary>
internal static class ElasticsearchServices
{
    /// <summary>The protocol's name on records.</summary>
    public const string Source = "elasticsearch";

    // At the root, because a client may know no path; under a path, for those who would rather keep the root to themselves.
    private static readonly string[] Places = ["", "/elasticsearch", "/es"];

    /// <summary>Adds what the endpoints need.</summary>
    public static void AddElasticsearch(this IServiceCollection services)
    {
        services
            .AddOptions<ElasticsearchOptions>()
            .BindConfiguration(ElasticsearchOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, NotForBrowsersPolicy>());
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapElasticsearch(this IEndpointRouteBuilder routes)
    {
        foreach (var place in Places)
        {
            var group = routes
                .MapGroup(place)
                .Describe(
                    "Answers what clients of Elasticsearch ask before they send; nothing of what they set up is kept."
                );
            group.RequireAuthorization(Permissions.WriteLogs).WithMetadata(new ElasticsearchProblemForm());
            IngestBulk.Map(group);
            IngestDocument.Map(group);
            Handshake.Map(group);
            Setup.Map(group);
        }
    }
}
