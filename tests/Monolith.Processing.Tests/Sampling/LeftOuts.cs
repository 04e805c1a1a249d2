using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Processing.Sampling;

namespace Monolith.Processing.Tests.Sampling;

/// <summary>Room for what is left out.</summary>
internal static class LeftOuts
{
    public static LeftOut Of(int maxBytes) =>
        new(Options.Create(new ProcessingOptions { MaxLeftOutBytes = maxBytes }), Metrics());

    public static ProcessingMetrics Metrics() =>
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
}
