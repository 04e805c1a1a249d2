using System.Security.Cryptography.X509Certificates;

namespace Monolith.KubernetesApi;

/// <summary>How a <see cref="FakeCluster"/> is set up.</summary>
public sealed class FakeClusterOptions
{
    /// <summary>The clock of rollouts, bookmarks and delays.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where it listens; port 0 takes a free one.</summary>
    public Uri Url { get; init; } = new("http://127.0.0.1:0");

    /// <summary>What the server shows at the handshake; needed for an https address.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>What a caller must show. It may be changed later: <see cref="FakeCluster.Token"/>.</summary>
    public string Token { get; init; } = "token-of-the-fake-cluster";

    /// <summary>What the caller may do; null for everything.</summary>
    public IReadOnlyList<AccessRule>? Access { get; init; }

    /// <summary>Names of the nodes: a DaemonSet has a pod on each.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = ["node-1", "node-2", "node-3"];

    /// <summary>How long controllers take to notice a change. With zero they have acted before the answer goes out.</summary>
    public TimeSpan ControllerLag { get; init; }

    /// <summary>How often a quiet watch is told the version.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);
}
