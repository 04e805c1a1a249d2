using Microsoft.Extensions.DependencyInjection;
using Monolith.Processing.Contracts;
using Monolith.Processing.Redaction;

namespace Monolith.Processing.Tests.Redaction;

/// <summary>Seals for refused records.</summary>
internal static class Seals
{
    /// <summary>A real one, with keys that are gone with the process.</summary>
    public static IRawSeal Make()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics().AddMemoryRuntime();
        services.AddSingleton<TimeProvider>(new ManualTime());
        services.AddPrivacy();
        return services.BuildServiceProvider().GetRequiredService<IRawSeal>();
    }
}
