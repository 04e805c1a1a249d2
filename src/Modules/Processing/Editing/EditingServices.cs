using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Documents;
using Monolith.Processing.Editing.Tables;
using Monolith.Processing.Pipelines.Kinds;

namespace Monolith.Processing.Editing;

/// <summary>Adds the stages that change single fields of records, and those that leave records out.</summary>
internal static class EditingServices
{
    public static IServiceCollection AddEditing(this IServiceCollection services)
    {
        services.AddSingleton<LookupTables>();
        services.AddSingleton<IWatchedDocuments>(provider => provider.GetRequiredService<LookupTables>());
        return services
            .AddSingleton<IStageKind, RenameKind>()
            .AddSingleton<IStageKind, CopyKind>()
            .AddSingleton<IStageKind, SetKind>()
            .AddSingleton<IStageKind, RemoveKind>()
            .AddSingleton<IStageKind, ConvertKind>()
            .AddSingleton<IStageKind, MapKind>()
            .AddSingleton<IStageKind, TemplateKind>()
            .AddSingleton<IStageKind, DropKind>()
            .AddSingleton<IStageKind, KeepKind>();
    }
}
