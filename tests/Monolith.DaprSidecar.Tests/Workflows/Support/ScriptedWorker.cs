using System.Buffers.Binary;
using System.Threading.Channels;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Tests.Workflows.Support;

/// <summary>A worker that decides nothing: each test says what it answers.</summary>
internal sealed class ScriptedWorker : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly GrpcClient _grpc;
    private readonly CancellationTokenSource _closing = new();
    private readonly Channel<WorkItem> _turns = Channel.CreateUnbounded<WorkItem>();
    private readonly Channel<WorkItem> _activities = Channel.CreateUnbounded<WorkItem>();
    private readonly Channel<WorkItem> _unknown = Channel.CreateUnbounded<WorkItem>();
    private readonly Task _reading;

    private ScriptedWorker(GrpcClient grpc, HttpResponseMessage stream)
    {
        _grpc = grpc;
        _reading = ReadAsync(stream);
    }

    /// <summary>Ends with the stream: with its status, or -1 when it was reset.</summary>
    public Task<int> Ended => Completion.Task;

    private TaskCompletionSource<int> Completion { get; } = new();

    /// <summary>Opens a stream. The sidecar sends work to it from now on.</summary>
    public static async Task<ScriptedWorker> ConnectAsync(GrpcClient grpc) =>
        new(grpc, await grpc.OpenAsync("GetWorkItems", new GetWorkItemsRequest()));

    public Task<WorkItem> TurnAsync() => NextAsync(_turns);

    public Task<WorkItem> ActivityAsync() => NextAsync(_activities);

    public Task<WorkItem> UnknownAsync() => NextAsync(_unknown);

    /// <summary>How many turns have come so far.</summary>
    public int TurnsReceived { get; private set; }

    /// <summary>Whether a turn has come that nobody has taken.</summary>
    public bool HasTurn => _turns.Reader.Count > 0;

    /// <summary>Whether an activity has come that nobody has taken.</summary>
    public bool HasActivity => _activities.Reader.Count > 0;

    /// <summary>Takes the next turn and answers it with these actions.</summary>
    public async Task<WorkflowRequest> AnswerTurnAsync(params WorkflowAction[] actions)
    {
        var item = await TurnAsync();
        await CompleteAsync(item, actions);
        return item.WorkflowRequest;
    }

    public Task CompleteAsync(WorkItem item, params WorkflowAction[] actions) =>
        CompleteAsync(item, response => response.Actions.AddRange(actions));

    /// <summary>Answers a turn with whatever a test puts into the answer.</summary>
    public Task CompleteAsync(WorkItem item, Action<WorkflowResponse> fill)
    {
        var response = new WorkflowResponse
        {
            InstanceId = item.WorkflowRequest.InstanceId,
            CompletionToken = item.CompletionToken,
        };
        fill(response);
        return _grpc.CallAsync("CompleteOrchestratorTask", response);
    }

    /// <summary>Takes the next activity and answers it.</summary>
    public async Task<ActivityRequest> AnswerActivityAsync(string? result = null)
    {
        var item = await ActivityAsync();
        await CompleteActivityAsync(item, response => response.Result = result);
        return item.ActivityRequest;
    }

    /// <summary>Answers an activity with whatever a test puts into the answer.</summary>
    public Task CompleteActivityAsync(WorkItem item, Action<ActivityResponse> fill)
    {
        var response = new ActivityResponse
        {
            InstanceId = item.ActivityRequest.WorkflowInstance.InstanceId,
            TaskId = item.ActivityRequest.TaskId,
            CompletionToken = item.CompletionToken,
        };
        fill(response);
        return _grpc.CallAsync("CompleteActivityTask", response);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _reading;
        _closing.Dispose();
    }

    private static Task<WorkItem> NextAsync(Channel<WorkItem> channel) =>
        channel.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    private async Task ReadAsync(HttpResponseMessage stream)
    {
        try
        {
            var body = await stream.Content.ReadAsStreamAsync(_closing.Token);
            while (await ReadItemAsync(body) is { } item)
            {
                TurnsReceived += item.WorkflowRequest is null ? 0 : 1;
                await ChannelOf(item).Writer.WriteAsync(item);
            }

            Completion.SetResult(GrpcClient.StatusOf(stream));
        }
        catch (Exception lost) when (lost is IOException or HttpRequestException or OperationCanceledException)
        {
            Completion.SetResult(-1);
        }
        finally
        {
            stream.Dispose();
        }
    }

    private Channel<WorkItem> ChannelOf(WorkItem item) =>
        item.RequestCase switch
        {
            WorkItem.RequestOneofCase.WorkflowRequest => _turns,
            WorkItem.RequestOneofCase.ActivityRequest => _activities,
            _ => _unknown,
        };

    private async Task<WorkItem?> ReadItemAsync(Stream body)
    {
        var header = new byte[5];
        if (await body.ReadAtLeastAsync(header, 5, throwOnEndOfStream: false, _closing.Token) < 5)
        {
            return null;
        }

        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
        await body.ReadExactlyAsync(message, _closing.Token);
        return WorkItem.Parser.ParseFrom(message);
    }
}
