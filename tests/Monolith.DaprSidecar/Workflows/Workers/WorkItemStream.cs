using Google.Protobuf;
using Microsoft.AspNetCore.Http.Features;
using Monolith.DaprSidecar.Workflows.Grpc;

namespace Monolith.DaprSidecar.Workflows.Workers;

/// <summary>The stream of work items to one worker, from its opening to its end.</summary>
internal sealed class WorkItemStream(WorkflowEngine engine, GrpcCall call)
{
    public async Task RunAsync()
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(call.Ending);
        var stream = new WorkerStream(
            close: ending.Cancel,
            abort: () => call.Context.Features.GetRequiredFeature<IHttpResetFeature>().Reset((int)Http2Error.Internal)
        );
        await call.Answer.BeginAsync(call.Ending);
        engine.Queue.Open(stream);
        try
        {
            while (true)
            {
                var dispatch = await engine.Queue.TakeAsync(stream, ending.Token);
                await SendAsync(dispatch);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested && !call.Ending.IsCancellationRequested)
        {
            // Closed in good order: the call ends with status 0.
        }
        finally
        {
            engine.Queue.Close(stream);
            stream.End();
        }
    }

    private async Task SendAsync(Dispatch dispatch)
    {
        if (engine.Faults.UnknownWorkItems.TryTake())
        {
            await SendAsync(UnknownMembers.WorkItem());
        }

        await SendAsync(dispatch.Item);
        if (engine.Faults.DuplicatedWorkItems.TryTake())
        {
            await SendAsync(dispatch.Item);
        }
    }

    /// <summary>A worker that does not read must not hold up the others: it loses its stream.</summary>
    private async Task SendAsync(IMessage item)
    {
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(call.Ending);
        budget.CancelAfter(engine.Options.SendBudget);
        try
        {
            await call.Answer.SendAsync(GrpcFrames.Encode(item, engine.Options.MaxBodyBytes), budget.Token);
        }
        catch (OperationCanceledException) when (!call.Ending.IsCancellationRequested)
        {
            call.Context.Features.GetRequiredFeature<IHttpResetFeature>().Reset((int)Http2Error.Cancel);
            throw new GrpcException(GrpcStatus.Unavailable, "the worker does not read");
        }
    }
}
