using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Tests.Behaviour;

/// <summary>Everything that runs workflows, of either kind, in the hands of a test.</summary>
public interface IWorkflowRuntime : IAsyncDisposable
{
    /// <summary>The way in. Another one after a crash.</summary>
    IWorkflowClient Client { get; }

    /// <summary>Moves the backend's clock on.</summary>
    Task AdvanceAsync(TimeSpan by);

    /// <summary>Ends the program that runs the code without a warning, and starts it again on the same data.</summary>
    Task CrashAsync();
}
