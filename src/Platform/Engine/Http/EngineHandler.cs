using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Engine.Library;

namespace Monolith.Platform.Engine.Http;

/// <summary>Answers the requests of the ClickHouse HTTP interface.</summary>
internal sealed class EngineHandler(
    EngineIdentity identity,
    Authentication authentication,
    Gate gate,
    Sessions sessions,
    QueryCanceller canceller,
    TimeProvider clock,
    ILogger<EngineHandler> log
)
{
    /// <summary>The header of a ping's answer that says which process it comes from.</summary>
    public const string ProcessHeader = "X-Monolith-Engine-Process";

    private long _lastNumber;

    /// <summary>Answers one request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        if (IsPing(context.Request))
        {
            context.Response.Headers[ProcessHeader] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            return context.Response.WriteAsync("Ok.\n");
        }

        // The library's calls block for as long as a statement runs: on threads of the pool they would starve the server.
        return Task.Factory.StartNew(
            () => Answer(context),
            CancellationToken.None,
            TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default
        );
    }

    private void Answer(HttpContext context)
    {
        try
        {
            var request = ReadRequest(context);
            var response = new EngineResponse(context, request, identity);
            Answer(request, response, context.RequestAborted);
        }
        catch (EngineException e)
        {
            EngineResponse.SendError(context, e, identity);
        }
        catch (InvalidDataException e)
        {
            // A form or a compressed body is damaged.
            EngineResponse.SendError(context, Refusal.BadRequest(e.Message), identity);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            log.ClientGone();
        }
        catch (BadHttpRequestException) when (context.RequestAborted.IsCancellationRequested)
        {
            log.ClientGone();
        }
    }

    private void Answer(EngineRequest request, EngineResponse response, CancellationToken clientGone)
    {
        try
        {
            Run(request, response, clientGone);
        }
        catch (EngineException e)
        {
            response.Fail(e);
        }
        catch (InvalidDataException e)
        {
            response.Fail(Refusal.BadRequest(e.Message));
        }
    }

    private void Run(EngineRequest request, EngineResponse response, CancellationToken clientGone)
    {
        if (NativeHandshake.RevisionOf(request) is { } revision)
        {
            response.CompleteWith(NativeHandshake.Answer(revision, identity), default);
            return;
        }

        using var slot = gate.Enter(request.Statement.Kind == StatementKind.InsertData, clientGone);
        using var lease = sessions.Open(request);

        // Registered last, so disposed first: nobody kills once the connection is being closed.
        using var watch = clientGone.Register(() => canceller.Kill(request.LogComment));
        StatementRunner.Run(lease.Connection, request, response, clientGone);
    }

    private EngineRequest ReadRequest(HttpContext context)
    {
        var fields = new RequestFields();
        fields.Add(context.Request.Query);
        authentication.Require(context, fields);
        if (RequestForm.Is(context.Request))
        {
            fields.Add(RequestForm.Read(context.Request));
        }

        var queryId = fields.Find("query_id") ?? Guid.CreateVersion7(clock.GetUtcNow()).ToString();

        // The number makes it unique, so that a kill hits this statement alone whatever the client calls it.
        var number = Interlocked.Increment(ref _lastNumber).ToString(CultureInfo.InvariantCulture);
        var owner = Owner(Authentication.IsFromHost(context), queryId, fields.Find("log_comment"));
        return RequestReader.Read(context, $"{owner}|{number}", queryId, fields);
    }

    // Whose rows a statement may see is the first part. The host says it, and when it forgets to there are none; who has
    // the password sees all.
    private static string Owner(bool isFromHost, string queryId, string? logComment) =>
        isFromHost ? logComment ?? $"|{queryId}"
        : logComment is null ? $"*|{queryId}"
        : $"*|{queryId}|{logComment}";

    private static bool IsPing(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && (
            request.Path.Value is "/ping" or "/replicas_status"
            || (request.Path == "/" && !request.QueryString.HasValue)
        );
}
