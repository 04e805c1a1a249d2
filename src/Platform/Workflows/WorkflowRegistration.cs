using Microsoft.Extensions.DependencyInjection;

namespace Monolith.Platform.Workflows;

/// <summary>The workflows and activities of one module.</summary>
public sealed class WorkflowRegistration
{
    /// <summary>The names of the workflows. One that has several versions is there several times.</summary>
    public IEnumerable<string> WorkflowNames => Workflows.Select(workflow => workflow.Name);

    /// <summary>In the order in which they were registered.</summary>
    internal List<(string Name, string? Version, Func<IServiceProvider, IWorkflow> Create)> Workflows { get; } = [];

    /// <summary>In the order in which they were registered.</summary>
    internal List<(string Name, Func<IServiceProvider, IWorkflowActivity> Create)> Activities { get; } = [];

    /// <summary>Makes a workflow known. One object of it is made for each step of each instance.</summary>
    /// <param name="name">Under which name; null for the name of the class.</param>
    /// <param name="version">For a workflow that has several implementations: new instances take the one registered last,
    /// older ones stay with the one that they began with. Do not use patches in such a workflow.</param>
    public void RegisterWorkflow<TWorkflow>(string? name = null, string? version = null)
        where TWorkflow : class, IWorkflow
    {
        var factory = ActivatorUtilities.CreateFactory<TWorkflow>([]);
        Workflows.Add((name ?? typeof(TWorkflow).Name, version, services => factory(services, null)));
    }

    /// <summary>Makes a workflow known that is a function.</summary>
    public void RegisterWorkflow<TInput, TOutput>(
        string name,
        Func<WorkflowContext, TInput, Task<TOutput>> run,
        string? version = null
    )
    {
        var workflow = new WorkflowFunction<TInput, TOutput>(run);
        Workflows.Add((name, version, _ => workflow));
    }

    /// <summary>Makes an activity known. One object of it is made for each run, in a scope of its own.</summary>
    /// <param name="name">Under which name; null for the name of the class.</param>
    public void RegisterActivity<TActivity>(string? name = null)
        where TActivity : class, IWorkflowActivity
    {
        var factory = ActivatorUtilities.CreateFactory<TActivity>([]);
        Activities.Add((name ?? typeof(TActivity).Name, services => factory(services, null)));
    }

    /// <summary>Makes an activity known that is a function.</summary>
    public void RegisterActivity<TInput, TOutput>(string name, Func<WorkflowActivityContext, TInput, Task<TOutput>> run)
    {
        var activity = new ActivityFunction<TInput, TOutput>(run);
        Activities.Add((name, _ => activity));
    }
}
