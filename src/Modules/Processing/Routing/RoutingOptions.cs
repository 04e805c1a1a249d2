using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Processing.Routing;

/// <summary>How records leave this installation. Section <c>Modules:Processing:Routing</c>.</summary>
internal sealed class RoutingOptions
{
    /// <summary>The secrets that destinations name, by name; <c>TENANT@NAME</c> for those of other tenants than the default
    /// one.</summary>
    public IReadOnlyDictionary<string, string>? Secrets { get; init; }

    /// <summary>A folder of files, each named as a secret and holding it. They are read each time.</summary>
    public string? SecretsPath { get; init; }

    /// <summary>Private networks that destinations may be in, such as <c>10.0.0.0/8</c>. Without it, only public addresses are
    /// connected to. Link-local addresses and those of cloud metadata never are.</summary>
    public IReadOnlyList<string>? AllowedNetworks { get; init; }

    /// <summary>How much disk the queue of a destination takes that does not say.</summary>
    [Range(1024 * 1024, long.MaxValue)]
    public long QueueMaxBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>How much disk the dead letters of a destination take; beyond it the oldest make room.</summary>
    [Range(1024 * 1024, long.MaxValue)]
    public long DeadLettersMaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long one attempt to send records may take.</summary>
    [TimeRange("00:00:01", "00:10:00")]
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it is waited after a first failure; twice as long after each further one.</summary>
    [TimeRange("00:00:00.010", "00:01:00")]
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts; also how long a destination may ask to be left alone.</summary>
    [TimeRange("00:00:00.010", "1.00:00:00")]
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How old records become that are tried again; older ones are dead letters after the next failure.</summary>
    [TimeRange("00:00:01", "30.00:00:00")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(1);
}
