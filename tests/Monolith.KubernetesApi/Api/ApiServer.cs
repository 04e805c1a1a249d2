using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Api;

/// <summary>Answers requests: who may, what goes wrong on purpose, and then the verb.</summary>
internal sealed class ApiServer(
    FakeClusterOptions options,
    ObjectStore store,
    ObjectWrites writes,
    Watches watches,
    Faults faults
)
{
    private const string User = "system:serviceaccount:monolith:monolith";
    private readonly List<ApiCall> _calls = [];

    /// <summary>What a caller must show.</summary>
    public string Token { get; set; } = options.Token;

    /// <summary>What was asked so far.</summary>
    public IReadOnlyList<ApiCall> Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    public async Task HandleAsync(HttpContext context)
    {
        if (faults.IsDown)
        {
            context.Abort();
            return;
        }

        try
        {
            if (!await About.TryAnswerAsync(context))
            {
                await AnswerAsync(context);
            }
        }
        catch (ApiException error)
        {
            await WriteAsync(context, error.Code, error.Status);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone, or the connection was cut on purpose: there is nobody to answer.
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization.ToString() != $"Bearer {Token}")
        {
            throw ApiException.Unauthorized();
        }

        var request = await ApiRequest.ReadAsync(context.Request);
        var call = Record(request);
        try
        {
            if (!IsCut(FaultKind.CutBefore, call, context))
            {
                await AnswerAsync(context, request, call);
            }
        }
        catch (ApiException error)
        {
            call.Status = error.Code;
            throw;
        }
    }

    private async Task AnswerAsync(HttpContext context, ApiRequest request, ApiCall call)
    {
        if (faults.Take(FaultKind.Delay, call) is { } delay)
        {
            await Task.Delay(delay.By, options.Clock, context.RequestAborted);
        }

        if (faults.Take(FaultKind.Answer, call)?.Error is { } error)
        {
            throw error();
        }

        Authorize(request, call.Resource);
        if (request.Verb == "watch")
        {
            call.Status = StatusCodes.Status200OK;
            await watches.StreamAsync(context, request);
            return;
        }

        var (status, answer) = Do(request);
        if (!IsCut(FaultKind.CutAfter, call, context))
        {
            call.Status = status;
            await WriteAsync(context, status, answer);
        }
    }

    private (int Status, JsonObject Answer) Do(ApiRequest request) =>
        request.Verb switch
        {
            "get" => (200, Get(request)),
            "list" => (200, List(request)),
            _ => writes.Do(request),
        };

    private JsonObject Get(ApiRequest request)
    {
        lock (store.Gate)
        {
            var item =
                store.Find(request.Type, request.Namespace, request.Name)
                ?? throw ApiException.NotFound(request.Type, request.Name);
            return request.Subresource == "scale" ? Scale.Of(item) : item;
        }
    }

    private JsonObject List(ApiRequest request)
    {
        var isWanted = Watches.Filter(request);
        lock (store.Gate)
        {
            var items = store.List(request.Type, request.Namespace.Length == 0 ? null : request.Namespace);
            return new JsonObject
            {
                ["kind"] = $"{request.Type.Kind}List",
                ["apiVersion"] = request.Type.ApiVersion,
                ["metadata"] = new JsonObject { ["resourceVersion"] = $"{store.Version}" },
                ["items"] = new JsonArray([.. items.Where(item => isWanted(item)).Select(item => item.DeepClone())]),
            };
        }
    }

    private ApiCall Record(ApiRequest request)
    {
        var call = new ApiCall(
            request.Verb,
            request.Type.Group,
            request.Subresource is null ? request.Type.Plural : $"{request.Type.Plural}/{request.Subresource}",
            request.Namespace,
            request.Name,
            request.IsDryRun,
            request.FieldManager,
            request.MediaType,
            Json(request.Body)
        );
        lock (_calls)
        {
            _calls.Add(call);
        }

        return call;
    }

    private bool IsCut(FaultKind kind, ApiCall call, HttpContext context)
    {
        if (faults.Take(kind, call) is null)
        {
            return false;
        }

        context.Abort();
        return true;
    }

    private void Authorize(ApiRequest request, string resource)
    {
        var mayDo =
            options.Access?.Any(rule =>
                rule.Group == request.Type.Group
                && rule.Resource == resource
                && rule.Verbs.Contains(request.Verb, StringComparer.Ordinal)
            )
            ?? true;
        if (!mayDo)
        {
            throw ApiException.Forbidden(
                User,
                request.Verb,
                request.Type,
                request.Subresource,
                request.Namespace,
                request.Name
            );
        }
    }

    private static JsonNode? Json(byte[] body)
    {
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            // Whoever takes the body says what is wrong with it; an apply may be YAML.
            return null;
        }
    }

    private static Task WriteAsync(HttpContext context, int status, JsonObject answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (answer.Int("details", "retryAfterSeconds") is { } seconds)
        {
            context.Response.Headers.RetryAfter = $"{seconds}";
        }

        return context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }
}
