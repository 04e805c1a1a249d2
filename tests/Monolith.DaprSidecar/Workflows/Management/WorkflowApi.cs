using System.Text;
using Microsoft.AspNetCore.Http;
using Monolith.DaprSidecar.Http;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Workflows.Management;

/// <summary>The calls of the HTTP API.</summary>
internal sealed class WorkflowApi(WorkflowManagement management, WorkflowEngineOptions options)
{
    public async Task StartAsync(HttpContext context)
    {
        CheckApp(context);
        var request = new CreateInstanceRequest
        {
            Name = Route(context, "name"),
            InstanceId = context.Request.Query["instanceID"].ToString(),
            Input = await ReadTextAsync(context),
        };
        InstanceIds.Check(request.InstanceId);
        if (context.Request.Headers.TraceParent is [{ Length: > 0 } traceParent])
        {
            request.ParentTraceContext = new TraceContext { TraceParent = traceParent };
        }

        try
        {
            var id = await management.StartAsync(request, context.RequestAborted);
            var answer = new Dictionary<string, string>(StringComparer.Ordinal) { ["instanceID"] = id };
            await context.Response.WriteJsonAsync(answer, StatusCodes.Status202Accepted);
        }
        catch (WorkflowException refusal)
        {
            throw Failed("ERR_START_WORKFLOW", refusal);
        }
    }

    public async Task GetAsync(HttpContext context)
    {
        CheckApp(context);
        var id = Route(context, "id");
        var state = await management.GetAsync(id, context.RequestAborted) ?? throw NotFound(id);
        await context.Response.WriteJsonAsync(StateDocument.Of(state));
    }

    public async Task RaiseEventAsync(HttpContext context)
    {
        CheckApp(context);
        var input = await ReadTextAsync(context);
        await DoAsync(
            context,
            "ERR_RAISE_EVENT_WORKFLOW",
            id => management.RaiseEventAsync(id, Route(context, "event"), input, context.RequestAborted)
        );
    }

    public Task PauseAsync(HttpContext context) =>
        DoAsync(context, "ERR_PAUSE_WORKFLOW", id => management.SuspendAsync(id, reason: null, context.RequestAborted));

    public Task ResumeAsync(HttpContext context) =>
        DoAsync(context, "ERR_RESUME_WORKFLOW", id => management.ResumeAsync(id, reason: null, context.RequestAborted));

    public Task TerminateAsync(HttpContext context) =>
        DoAsync(
            context,
            "ERR_TERMINATE_WORKFLOW",
            id => management.TerminateAsync(id, output: null, isRecursive: true, context.RequestAborted),
            unknownIsNotFound: true
        );

    public Task PurgeAsync(HttpContext context) =>
        DoAsync(
            context,
            "ERR_PURGE_WORKFLOW",
            id => management.PurgeAsync(id, isRecursive: true, isForced: false, context.RequestAborted),
            unknownIsNotFound: true
        );

    private async Task DoAsync(
        HttpContext context,
        string errorCode,
        Func<string, Task> call,
        bool unknownIsNotFound = false
    )
    {
        CheckApp(context);
        var id = Route(context, "id");
        try
        {
            await call(id);
        }
        catch (WorkflowException refusal)
        {
            throw unknownIsNotFound && refusal.Error == WorkflowError.NoSuchInstance
                ? NotFound(id)
                : Failed(errorCode, refusal);
        }

        await context.Response.WriteJsonAsync(
            new Dictionary<string, string>(StringComparer.Ordinal),
            StatusCodes.Status202Accepted
        );
    }

    /// <summary>Since 1.19 a call may name another app. There is none here.</summary>
    private void CheckApp(HttpContext context)
    {
        var appId = context.Request.Query["appID"].ToString();
        if (options.Version >= SidecarVersion.V119 && appId.Length > 0 && appId != options.AppId)
        {
            throw new ApiException(
                StatusCodes.Status400BadRequest,
                "ERR_WORKFLOW_APP_ID_INVALID",
                $"no app '{appId}' is known"
            );
        }
    }

    private static string Route(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    private static async Task<string> ReadTextAsync(HttpContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            return await reader.ReadToEndAsync(context.RequestAborted);
        }
        catch (BadHttpRequestException unreadable)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "ERR_BODY_READ", unreadable.Message);
        }
    }

    private static ApiException NotFound(string id) =>
        new(StatusCodes.Status404NotFound, "ERR_INSTANCE_ID_NOT_FOUND", $"unable to find workflow instance {id}");

    private static ApiException Failed(string errorCode, WorkflowException refusal) =>
        new(StatusCodes.Status500InternalServerError, errorCode, refusal.Message);
}
