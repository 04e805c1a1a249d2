using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Monolith.DaprSidecar.Workflows;

namespace Monolith.DaprSidecar.Tests.Workflows.Support;

/// <summary>An engine behind a port of its own, for options that the sidecar does not show.</summary>
internal sealed class EngineListener : IAsyncDisposable
{
    private readonly WebApplication _web;

    private EngineListener(WebApplication web) => _web = web;

    public Uri Endpoint =>
        new(
            _web.Services.GetRequiredService<IServer>()
                .Features.GetRequiredFeature<IServerAddressesFeature>()
                .Addresses.Single()
        );

    public static async Task<EngineListener> StartAsync(WorkflowEngine engine)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
                kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
            );
        builder.Services.AddRoutingCore();
        var web = builder.Build();
        WorkflowService.Map(web, engine, apiToken: null);
        await web.StartAsync();
        return new EngineListener(web);
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();
}
