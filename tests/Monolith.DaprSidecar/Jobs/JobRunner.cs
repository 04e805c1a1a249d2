using System.Net.Http.Headers;
using System.Text;
using Monolith.DaprSidecar.App;
using Monolith.DaprSidecar.Resiliency;

namespace Monolith.DaprSidecar.Jobs;

/// <summary>Triggers the jobs of the app while it is healthy.</summary>
internal sealed class JobRunner(AppChannel app, Broker broker, SidecarOptions options) : IAppWork
{
    private readonly JobTable _jobs = broker.Outside.Jobs(options.AppId);
    private Func<Task> _stop = () => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var running = new Background(RunAsync);
        _stop = async () => await running.DisposeAsync();
        return Task.CompletedTask;
    }

    public Task StopAsync() => _stop();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var triggers = new List<Task>();
        try
        {
            while (true)
            {
                var job = await _jobs.TakeAsync(options.Clock, cancellationToken);
                triggers.RemoveAll(trigger => trigger.IsCompleted);
                triggers.Add(TriggerAsync(job, cancellationToken));
            }
        }
        finally
        {
            await Task.WhenAll(triggers);
        }
    }

    private async Task TriggerAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            await new Policy(null, job.Failure, null, options.Clock).RunAsync(
                bound => AttemptAsync(job, bound),
                cancellationToken
            );
            _jobs.Settle(job, job.Following(options.Clock.GetUtcNow()));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Another replica, or this one when it is back, triggers it instead.
            _jobs.Settle(job, job with { });
        }
    }

    private async Task<Attempt> AttemptAsync(Job job, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/job/{Uri.EscapeDataString(job.Name)}");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(job.Data));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await app.SendAsync(request, cancellationToken);
            return new Attempt(response.IsSuccessStatusCode);
        }
        catch (HttpRequestException)
        {
            return new Attempt(Succeeded: false);
        }
    }
}
