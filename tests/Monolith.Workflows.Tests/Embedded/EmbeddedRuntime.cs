using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.Platform;
using Monolith.Platform.Workflows;
using Monolith.Workflows.Tests.Behaviour;

namespace Monolith.Workflows.Tests.Embedded;

/// <summary>The embedded engine on a folder and a clock of its own.</summary>
internal sealed class EmbeddedRuntime : IWorkflowRuntime
{
    private readonly TemporaryFolder _folder = new();
    private readonly VirtualTime _clock = new();
    private readonly IReadOnlyDictionary<string, string?> _settings;
    private readonly Action<IServiceCollection>? _configure;
    private Action<WorkflowRegistration> _register;
    private IHost? _host;

    private EmbeddedRuntime(
        Action<WorkflowRegistration> register,
        IReadOnlyDictionary<string, string?>? settings,
        Action<IServiceCollection>? configure
    )
    {
        _register = register;
        _configure = configure;
        _settings = settings ?? new Dictionary<string, string?>();
    }

    public IWorkflowClient Client => Services.GetRequiredService<IWorkflowClient>();

    /// <summary>The program's services.</summary>
    public IServiceProvider Services => _host!.Services;

    public static async Task<EmbeddedRuntime> StartAsync(
        Action<WorkflowRegistration> register,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? configure = null
    )
    {
        var runtime = new EmbeddedRuntime(register, settings, configure);
        await runtime.StartHostAsync();
        return runtime;
    }

    public Task AdvanceAsync(TimeSpan by)
    {
        _clock.Advance(by);
        return Task.CompletedTask;
    }

    public async Task CrashAsync()
    {
        await StopHostAsync();
        await StartHostAsync();
    }

    /// <summary>Ends the program and starts another one that knows other workflows.</summary>
    public async Task DeployAsync(Action<WorkflowRegistration> register)
    {
        await StopHostAsync();
        _register = register;
        await StartHostAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopHostAsync();
        _folder.Dispose();
    }

    private async Task StartHostAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());

        // Without a time to drain, stopping leaves behind what a crash would: activities that have not come to an end.
        var defaults = new Dictionary<string, string?> { ["Monolith:Workflows:DrainTimeout"] = "00:00:00" };
        builder.Configuration.AddInMemoryCollection(defaults).AddInMemoryCollection(_settings);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole();
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddSingleton(new DataFolder(_folder.File("data")));
        builder.Services.AddRuntime(builder.Configuration);
        builder.Services.AddWorkflows(_register);
        _configure?.Invoke(builder.Services);
        _host = builder.Build();
        await _host.StartAsync();
    }

    private async Task StopHostAsync()
    {
        await _host!.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
