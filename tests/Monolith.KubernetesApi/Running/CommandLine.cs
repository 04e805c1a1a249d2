using System.CommandLine;
using System.Globalization;

namespace Monolith.KubernetesApi.Running;

/// <summary>The cluster as a program.</summary>
internal static class CommandLine
{
    private static readonly Option<Uri> Urls = new("--urls")
    {
        Description = "Where to listen; port 0 takes a free one.",
        CustomParser = result => new Uri(result.Tokens[0].Value),
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:0"),
    };
    private static readonly Option<FileInfo[]> ManifestFiles = new("--manifests")
    {
        Description = "YAML files of what runs in the cluster. May be repeated.",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<FileInfo?> KubeconfigOut = new("--kubeconfig-out")
    {
        Description = "Writes a kubeconfig file for the cluster, once it is there.",
    };
    private static readonly Option<TimeSpan> ReadyAfter = new("--ready-after")
    {
        Description = "How long new pods take to become ready, such as 2s. Those of the manifests are ready at once.",
        CustomParser = result => Duration(result.Tokens[0].Value),
        DefaultValueFactory = _ => TimeSpan.Zero,
    };

    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("A Kubernetes cluster in memory: API server, controllers and pods.")
        {
            Urls,
            ManifestFiles,
            KubeconfigOut,
            ReadyAfter,
        };
        root.SetAction(ServeAsync);
        return root.Parse(args).InvokeAsync();
    }

    private static async Task<int> ServeAsync(ParseResult flags, CancellationToken cancellationToken)
    {
        await using var cluster = await FakeCluster.StartAsync(
            new FakeClusterOptions { Url = flags.GetRequiredValue(Urls) }
        );
        foreach (var file in flags.GetValue(ManifestFiles) ?? [])
        {
            cluster.Apply(await File.ReadAllTextAsync(file.FullName, cancellationToken));
        }

        cluster.Behave(new PodBehaviour { ReadyAfter = flags.GetValue(ReadyAfter) });
        if (flags.GetValue(KubeconfigOut) is { } path)
        {
            await WriteWholeAsync(path.FullName, cluster.Kubeconfig(), cancellationToken);
        }

        await Console.Out.WriteLineAsync($"Kubernetes API at {cluster.Url}");
        await Task.Delay(Timeout.Infinite, cancellationToken)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return 0;
    }

    /// <summary>Whoever waits for the file must not read half of it.</summary>
    private static async Task WriteWholeAsync(string path, string text, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(path + ".new", text, cancellationToken);
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Seconds with an <c>s</c>, milliseconds with <c>ms</c>, or a TimeSpan.</summary>
    private static TimeSpan Duration(string text) =>
        text.EndsWith("ms", StringComparison.Ordinal)
            ? TimeSpan.FromMilliseconds(double.Parse(text[..^2], CultureInfo.InvariantCulture))
        : text.EndsWith('s') ? TimeSpan.FromSeconds(double.Parse(text[..^1], CultureInfo.InvariantCulture))
        : TimeSpan.Parse(text, CultureInfo.InvariantCulture);
}
