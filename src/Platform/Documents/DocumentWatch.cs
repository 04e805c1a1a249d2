using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Monolith.Platform.Documents;

/// <summary>Takes in what was changed on any replica, a few seconds later at most; what was changed here is taken in at once. The
/// documents are read before the first request is let in, so that none is let in or processed by less than was agreed.</summary>
internal sealed partial class DocumentWatch(
    IServiceProvider services,
    TimeProvider clock,
    ILogger<DocumentWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    // A host without a store has nothing but what is built in.
    private readonly IReadOnlyList<IWatchedDocuments> _watched = services.GetService<IDocumentStore>() is null
        ? []
        : [.. services.GetServices<IWatchedDocuments>()];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReloadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (_watched.Count > 0 && await timer.WaitForNextTickAsync(stoppingToken))
        {
            await ReloadAsync(stoppingToken);
        }
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        foreach (var documents in _watched)
        {
            try
            {
                await documents.ReloadAsync(cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                NotReloaded(documents.Name, failure);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The {Documents} could not be read; what was known of them goes on.")]
    private partial void NotReloaded(string documents, Exception failure);
}

/// <summary>Keeps documents ready in memory.</summary>
public static class DocumentWatching
{
    /// <summary>Has the <see cref="IWatchedDocuments"/> of all modules read at the start and again every few seconds. May be
    /// called by several modules.</summary>
    public static IServiceCollection AddDocumentWatch(this IServiceCollection services) =>
        services.AddHostedService<DocumentWatch>();
}
