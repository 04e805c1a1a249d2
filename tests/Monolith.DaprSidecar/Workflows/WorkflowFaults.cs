using System.Collections.Concurrent;

namespace Monolith.DaprSidecar.Workflows;

/// <summary>What goes wrong with workflows, on purpose. Every hook acts on what comes after it was set.</summary>
public sealed class WorkflowFaults
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<ScriptedAnswer>> _answers = new(
        StringComparer.Ordinal
    );

    /// <summary>Turns whose effects go out and whose commit is lost, as when the sidecar dies in between. They are sent again.</summary>
    public Countdown LostCommits { get; } = new();

    /// <summary>Completions that find their stream gone: the work item is sent again and the completion is refused.</summary>
    public Countdown CutsBeforeCompletion { get; } = new();

    /// <summary>Completions after which the stream is cut, and with it the answer to the completion.</summary>
    public Countdown CutsAfterCompletion { get; } = new();

    /// <summary>Work items that are sent twice on the same stream.</summary>
    public Countdown DuplicatedWorkItems { get; } = new();

    /// <summary>Work items before which one with an unknown member is sent.</summary>
    public Countdown UnknownWorkItems { get; } = new();

    /// <summary>Turns with an event of unknown kind among the new ones.</summary>
    public Countdown UnknownHistoryEvents { get; } = new();

    /// <summary>Turns whose messages come in the reverse order of arrival; a start still comes first.</summary>
    public Countdown ReverseInboxes { get; } = new();

    /// <summary>Whether work items carry an empty completion token, whatever the release.</summary>
    public bool WithholdTokens { get; set; }

    /// <summary>Into how many bytes answers are split, each sent by itself; null sends them whole.</summary>
    public int? ChunkBytes { get; set; }

    /// <summary>Answers the next calls of a method by script instead of by the engine, in the order of scripting.</summary>
    /// <param name="method">Name of the method, such as <c>GetWorkItems</c>.</param>
    /// <param name="answers">One for each call.</param>
    public void Script(string method, params ScriptedAnswer[] answers)
    {
        var queue = _answers.GetOrAdd(method, _ => new ConcurrentQueue<ScriptedAnswer>());
        foreach (var answer in answers)
        {
            queue.Enqueue(answer);
        }
    }

    internal ScriptedAnswer? NextAnswer(string method) =>
        _answers.TryGetValue(method, out var queue) && queue.TryDequeue(out var answer) ? answer : null;
}

/// <summary>How many times something is still to happen. Thread-safe.</summary>
public sealed class Countdown
{
    private int _left;

    /// <summary>Lets it happen so many times more.</summary>
    public void Add(int times = 1) => Interlocked.Add(ref _left, times);

    /// <summary>Whether it is to happen now; that takes one off.</summary>
    internal bool TryTake()
    {
        var left = Volatile.Read(ref _left);
        while (left > 0)
        {
            var seen = Interlocked.CompareExchange(ref _left, left - 1, left);
            if (seen == left)
            {
                return true;
            }

            left = seen;
        }

        return false;
    }
}
