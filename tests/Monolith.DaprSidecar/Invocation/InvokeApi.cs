using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.DaprSidecar.App;
using Monolith.DaprSidecar.Http;
using Monolith.DaprSidecar.Resiliency;

namespace Monolith.DaprSidecar.Invocation;

/// <summary>Calls another app by its id. The answer is passed on as it is.</summary>
internal sealed class InvokeApi(Broker broker, Policies policies, SidecarOptions options)
{
    private const string Namespace = "default";
    private static readonly Retry Retries = Retry.Constant(TimeSpan.FromSeconds(1), maxRetries: 3);
    private static readonly HashSet<string> OwnHeaders = new(
        [
            "Host",
            "Connection",
            "Transfer-Encoding",
            "Content-Length",
            "dapr-api-token",
            "dapr-app-id",
            "Keep-Alive",
            "Expect",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map(
            "/v1.0/invoke/{appId}/method/{**path}",
            context => InvokeAsync(context, context.Request.Route("appId"), PathAfterMethod(context))
        );
    }

    /// <summary>Any path that is no route of the sidecar, with the callee's id in a header or as the user's name.</summary>
    /// <returns>False when the request names no app.</returns>
    public async Task<bool> TryInvokeAsync(HttpContext context)
    {
        if (
            context.Request.Path.StartsWithSegments("/v1.0", StringComparison.Ordinal)
            || AppId(context.Request) is not { Length: > 0 } appId
        )
        {
            return false;
        }

        await InvokeAsync(context, appId, context.Request.Path.Value!);
        return true;
    }

    private static string? AppId(HttpRequest request)
    {
        if (request.Headers["dapr-app-id"].ToString() is { Length: > 0 } named)
        {
            return named;
        }

        const string Basic = "Basic ";
        var authorization = request.Headers.Authorization.ToString();
        var buffer = new byte[authorization.Length];
        return
            authorization.StartsWith(Basic, StringComparison.Ordinal)
            && Convert.TryFromBase64String(authorization[Basic.Length..], buffer, out var length)
            && Encoding.UTF8.GetString(buffer, 0, length).Split(':') is ["dapr-app-id", var user]
            ? user
            : null;
    }

    /// <summary>The path as it was sent: what is escaped in it is the callee's affair.</summary>
    private static string PathAfterMethod(HttpContext context)
    {
        const string Method = "/method";
        var path = context.Request.Path.Value!;
        var rest = path[(path.IndexOf(Method, StringComparison.Ordinal) + Method.Length)..];
        return rest.Length == 0 ? "/" : rest;
    }

    private async Task InvokeAsync(HttpContext context, string target, string path)
    {
        var appId = target.Split('.')[0];
        var body = await ReadBodyAsync(context.Request, appId);
        var policy = policies.App(appId) is { Retry: not null } own
            ? own
            : policies.BuiltIn("DaprBuiltInServiceRetries", Retries);
        HttpResponseMessage? response = null;
        await policy.RunAsync(
            async bound =>
            {
                using var request = Request(context.Request, appId, path, body);
                response = await TrySendAsync(appId, request, bound);
                return new Attempt(response is not null);
            },
            context.RequestAborted
        );
        if (response is null)
        {
            throw Failed(appId, "the app cannot be reached");
        }

        using (response)
        {
            await RelayAsync(response, context.Response);
        }
    }

    private async Task<HttpResponseMessage?> TrySendAsync(
        string appId,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var app = broker.Outside.Network.Find(appId) ?? throw Failed(appId, $"couldn't find service: {appId}");
        if (!app.IsHealthy)
        {
            throw Failed(appId, "app is not in a healthy state");
        }

        try
        {
            return await app.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<byte[]> ReadBodyAsync(HttpRequest request, string appId)
    {
        try
        {
            return await request.ReadBodyAsync();
        }
        catch (BadHttpRequestException error)
        {
            throw Failed(appId, error.Message);
        }
    }

    private HttpRequestMessage Request(HttpRequest original, string appId, string path, byte[] body)
    {
        var request = new HttpRequestMessage(new HttpMethod(original.Method), path + original.QueryString)
        {
            Content = body.Length > 0 || original.ContentType is not null ? new ByteArrayContent(body) : null,
        };
        foreach (var (name, values) in original.Headers.Where(header => !OwnHeaders.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        request.Headers.Add("dapr-caller-app-id", options.AppId);
        request.Headers.Add("dapr-caller-namespace", Namespace);
        request.Headers.Add("dapr-callee-app-id", appId);
        return request;
    }

    private static async Task RelayAsync(HttpResponseMessage response, HttpResponse answer)
    {
        answer.StatusCode = (int)response.StatusCode;
        foreach (
            var (name, values) in response
                .Headers.Concat(response.Content.Headers)
                .Where(header => !OwnHeaders.Contains(header.Key))
        )
        {
            answer.Headers[name] = values.ToArray();
        }

        await response.Content.CopyToAsync(answer.Body);
    }

    private static ApiException Failed(string appId, string why) =>
        new(500, "ERR_DIRECT_INVOKE", $"failed to invoke, id: {appId}, err: {why}");
}
