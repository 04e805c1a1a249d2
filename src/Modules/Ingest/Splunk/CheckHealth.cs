using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Monolith.Ingest.Bodies;
using Monolith.Platform.Reference;

namespace Monolith.Ingest.Splunk;

/// <summary>Says whether events can be sent just now. Clients ask before they send, and load balancers all the time.</summary>
internal static class CheckHealth
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/services/collector/health", "/services/collector/health/1.0"])
        {
            routes
                .MapGet(path, HandleAsync)
                .Describe(
                    "Says whether events can be sent just now, as Splunk does.",
                    api => api.Gives(StatusCodes.Status200OK, "They can.", """{"text":"HEC is healthy","code":17}""")
                )
                .AllowAnonymous();
        }
    }

    private static Task HandleAsync(HttpContext context, MemoryGate gate, IHostApplicationLifetime lifetime)
    {
        // Nobody needs a token here; but a client that shows one wants to know whether it is good.
        var isRefused = Credentials.AreShown(context.Request) && context.User.Identity is not { IsAuthenticated: true };
        var answer =
            isRefused ? SplunkAnswer.UnhealthyToken
            : lifetime.ApplicationStopping.IsCancellationRequested ? SplunkAnswer.ShuttingDown
            : gate.BytesTaken >= gate.Capacity ? SplunkAnswer.QueuesFull
            : SplunkAnswer.Healthy;
        return answer.WriteAsync(context.Response);
    }
}
