namespace Monolith.Deployment.Tests.Kubernetes;

/// <summary>An overlay as kustomize builds it.</summary>
internal sealed record Overlay(string Name, string Yaml)
{
    private static readonly Dictionary<string, Lazy<Task<Overlay>>> Built = new[] { "dev", "production" }.ToDictionary(
        name => name,
        name => new Lazy<Task<Overlay>>(() => BuildAsync(name)),
        StringComparer.Ordinal
    );

    /// <summary>The names of all overlays.</summary>
    public static TheoryData<string> All { get; } = [.. Built.Keys];

    /// <summary>Everything in it.</summary>
    public IReadOnlyList<Manifest> Objects { get; } = Manifest.Parse(Yaml);

    /// <summary>The workloads that run Monolith itself, in its roles.</summary>
    public IEnumerable<Manifest> Roles =>
        Objects.Where(o => o.IsWorkload && o.PodLabels.GetValueOrDefault("app.kubernetes.io/name") == "monolith");

    /// <summary>Builds an overlay, once.</summary>
    public static Task<Overlay> OfAsync(string name) => Built[name].Value;

    private static async Task<Overlay> BuildAsync(string name) =>
        new(name, await Kubectl.KustomizeAsync($"k8s/overlays/{name}"));
}
