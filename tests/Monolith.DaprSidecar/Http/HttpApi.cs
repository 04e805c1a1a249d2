using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Monolith.DaprSidecar.Http;

/// <summary>What every request to the HTTP API passes before it reaches its building block.</summary>
internal sealed class HttpApi(SidecarOptions options, Faults faults)
{
    public void Map(WebApplication app, Action<IEndpointRouteBuilder> mapBlocks, RequestDelegate otherwise)
    {
        app.Use(Router.NormalizeAsync);
        app.UseRouting();
        app.Use(Router.SettleAsync);
        app.Use(AnswerErrorsAsync);
        app.Use(faults.PassAsync);
        app.Use(CheckTokenAsync);
        app.Use(LimitBodyAsync);
        app.Use((context, next) => context.GetEndpoint() is null ? otherwise(context) : next(context));
        mapBlocks(app);
    }

    private static async Task AnswerErrorsAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (ApiException error) when (!context.Response.HasStarted)
        {
            await context.Response.WriteErrorAsync(error);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: nobody is left to answer.
        }
    }

    private Task CheckTokenAsync(HttpContext context, RequestDelegate next)
    {
        if (
            options.ApiToken is null
            || IsHealth(context.Request.Path)
            || Matches(context.Request.Headers["dapr-api-token"])
        )
        {
            return next(context);
        }

        return context.Response.WriteTextAsync("invalid api token", StatusCodes.Status401Unauthorized);
    }

    private bool Matches(string? token) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(token ?? ""),
            Encoding.UTF8.GetBytes(options.ApiToken!)
        );

    private static bool IsHealth(PathString path) => path.Value is "/v1.0/healthz" or "/v1.0/healthz/outbound";

    private Task LimitBodyAsync(HttpContext context, RequestDelegate next)
    {
        context.Request.Body = new LimitedBody(context.Request.Body, options.MaxBodyBytes);
        return next(context);
    }
}
