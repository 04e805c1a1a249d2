using System.Diagnostics;

namespace Monolith.Platform.Workflows.Execution;

/// <summary>
/// The one logical thread of a workflow's code: what the code awaits continues here, when the executor says so, in an order
/// that is the same at every replay. Work that comes from another thread is not run but reported.
/// </summary>
internal sealed class WorkflowThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private readonly Action<CodeLine?> _onIntruder;
    private int _thread;

    /// <param name="onIntruder">Called when another thread wants to continue the workflow's code, on that thread and
    /// perhaps after the step is over; with the line if it can be told.</param>
    public WorkflowThread(Action<CodeLine?> onIntruder)
    {
        _onIntruder = onIntruder;
        SetWaitNotificationRequired();
    }

    /// <summary>Whether the caller is the workflow's code, run by the executor.</summary>
    public bool IsCurrent => Environment.CurrentManagedThreadId == _thread && ReferenceEquals(Current, this);

    /// <summary>Takes the calling thread over for one step.</summary>
    public void Occupy(Action step)
    {
        var before = Current;
        _thread = Environment.CurrentManagedThreadId;
        SetSynchronizationContext(this);
        try
        {
            step();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Runs everything that can go on, until all of it waits again.</summary>
    public void RunAll()
    {
        while (_queue.TryDequeue(out var work))
        {
            work.Callback(work.State);
        }
    }

    /// <summary>Forgets what could go on: the code is not to be run any more.</summary>
    public void Clear() => _queue.Clear();

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
        {
            _queue.Enqueue((d, state));
        }
        else
        {
            _onIntruder(SuspendedCode.FindLine(state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
        {
            d(state);
        }
        else
        {
            _onIntruder(SuspendedCode.FindLine(d));
        }
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>The runtime asks here before it blocks the thread.</summary>
    /// <exception cref="InvalidOperationException">The workflow's code blocks. It would block for ever, because what it
    /// waits for could only happen on the thread that it blocks.</exception>
    public override int Wait(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout)
    {
        if (FindBlockingCode() is { } line)
        {
            _onIntruder(line);
            throw new InvalidOperationException($"A workflow's code must not block: {line}. Await the task instead.");
        }

        return WaitHelper(waitHandles, waitAll, millisecondsTimeout);
    }

    // A lock that is held for a moment inside a library is no concern of ours; code that asks a task to wait is.
    private static CodeLine? FindBlockingCode()
    {
        var asksToWait = false;
        foreach (var frame in new StackTrace(skipFrames: 2, fNeedFileInfo: true).GetFrames())
        {
            var type = frame.GetMethod()?.DeclaringType;
            if (type?.Assembly == typeof(Task).Assembly)
            {
                asksToWait |= typeof(Task).IsAssignableFrom(type) || type == typeof(WaitHandle);
                continue;
            }

            var library = type?.Assembly.GetName().Name ?? "";
            var isLibrary =
                library.StartsWith("System.", StringComparison.Ordinal)
                || library.StartsWith("Microsoft.", StringComparison.Ordinal);
            return asksToWait && !isLibrary
                ? new CodeLine(CodeLine.FileName(frame.GetFileName() ?? ""), frame.GetFileLineNumber())
                : null;
        }

        return null;
    }
}
