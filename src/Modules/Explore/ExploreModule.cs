using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Monolith.Audit.Contracts;
using Monolith.Explore.Admission;
using Monolith.Explore.Completion;
using Monolith.Explore.Context;
using Monolith.Explore.Export;
using Monolith.Explore.Facets;
using Monolith.Explore.Fields;
using Monolith.Explore.Histogram;
using Monolith.Explore.Query;
using Monolith.Explore.Sampling;
using Monolith.Explore.Saved;
using Monolith.Explore.Search;
using Monolith.Explore.Services;
using Monolith.Explore.Sql;
using Monolith.Explore.Tail;
using Monolith.Explore.Traces;
using Monolith.Platform.Security;
using Monolith.Platform.Slices;

namespace Monolith.Explore;

/// <summary>Finds records again: search, histogram, live tail, traces.</summary>
public sealed class ExploreModule : IModule
{
    /// <inheritdoc/>
    public string Name => "Explore";

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<ExploreOptions>()
            .BindConfiguration("Modules:Explore")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddOptions<BudgetOptions>()
            .BindConfiguration("Modules:Explore:Budget")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddHttpContextAccessor();
        services.TryAddSingleton<ISubjectTokens, NoSubjectTokens>();
        services.AddSlices(typeof(ExploreModule).Assembly);
        services.AddSingleton<ExploreMetrics>();
        services.AddSingleton<LogCounts>();
        services.AddSingleton<FirstWidths>();
        services.AddSingleton<QueryWriter>();
        services.AddSingleton<QueryExplainer>();
        services.AddSingleton<QueryBudgets>();
        services.AddSingleton<QuerySlots>();
        services.AddSingleton<AdmittedRunner>();
        services.AddSingleton<Sampler>();
        services.AddSingleton<FacetFinder>();
        services.AddSingleton<FieldCatalog>();
        services.AddSingleton<KnownNames>();
        services.AddSingleton<Completer>();
        services.AddSingleton<Exporter>();
        services.AddSingleton<TailCatchUp>();
        services.AddSingleton<TailLogs.Tailing>();
        services.AddSingleton<Traffic>();
        services.AddSaved();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var logs = routes
            .MapGroup("")
            .RequireAuthorization(Permissions.ReadLogs)
            .AddEndpointFilter(QueryFailures.AsProblems)
            .AddEndpointFilter(Hidden.Tell);

        // A tail is open for hours and asks next to nothing: it has a bound of its own.
        TailLogs.Map(logs.RecordsAccess("explore.tail.closed", begun: "explore.tail.opened"));
        var questions = logs.MapGroup("").AddEndpointFilter(QuerySlots.Enter);
        SearchEndpoint.Map(questions.RecordsAccess("explore.logs.searched"));
        RunQuery.Map(questions.RecordsAccess("explore.logs.queried"));
        ExplainQuery.Map(questions);
        GetHistogram.Map(questions);
        GetRecord.Map(questions.RecordsAccess("explore.record.viewed"));
        CompleteQuery.Map(questions);
        GetFacets.Map(questions.RecordsAccess("explore.facets.viewed"));
        GetFields.Map(questions);
        GetContext.Map(questions.RecordsAccess("explore.context.viewed"));
        GetCorrelation.Map(questions.RecordsAccess("explore.correlation.viewed"));
        ExportLogs.Map(questions.RecordsAccess("explore.logs.exported", begun: "explore.export.begun"));
        FindTraces.Map(questions.RecordsAccess("explore.traces.searched"));
        GetTrace.Map(questions.RecordsAccess("explore.trace.viewed"));
        ListTraceLogs.Map(questions.RecordsAccess("explore.trace.viewed"));
        ListServices.Map(questions);
        ListRoutes.Map(questions);
        GetServiceMap.Map(questions);
        routes.MapSaved();
    }
}
