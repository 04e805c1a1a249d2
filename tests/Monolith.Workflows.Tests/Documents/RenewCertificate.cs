using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Tests.Documents;

// What docs/workflows.md shows, word for word.
internal sealed class RenewCertificate : Workflow<string, string>
{
    private static readonly WorkflowTaskOptions Patiently = new(
        new WorkflowRetryPolicy(5, TimeSpan.FromSeconds(10), backoffCoefficient: 2)
    );

    public override async Task<string> RunAsync(WorkflowContext context, string domain)
    {
        var certificate = await context.CallActivityAsync<string>("OrderCertificate", domain, Patiently);
        context.SetCustomStatus("waits for approval");
        try
        {
            if (!await context.WaitForExternalEventAsync<bool>("approved", TimeSpan.FromHours(8)))
            {
                return "refused";
            }
        }
        catch (TaskCanceledException)
        {
            return "nobody answered";
        }

        await context.CallActivityAsync("InstallCertificate", certificate, Patiently);
        return "installed";
    }
}

internal sealed class InstallCertificate(ICertificateHolder holder) : WorkflowActivity<string, bool>
{
    public override async Task<bool> RunAsync(WorkflowActivityContext context, string certificate)
    {
        // Runs again if the process dies now: the holder takes the same certificate twice without harm.
        await holder.InstallAsync(certificate, context.TaskExecutionId, context.CancellationToken);
        return true;
    }
}
