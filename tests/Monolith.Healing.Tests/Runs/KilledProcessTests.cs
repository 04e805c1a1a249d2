using System.Diagnostics;
using Monolith.KubernetesApi;

namespace Monolith.Healing.Tests.Runs;

/// <summary>A real process is killed at each step that it tells of, and started again on the same files.</summary>
public sealed class KilledProcessTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_that_is_killed_on_the_way_restarts_the_workload_once()
    {
        using var folder = new TemporaryFolder();
        await using var cluster = await FakeCluster.StartAsync();
        cluster.AddDeployment("shop", "checkout");
        var arguments = await PrepareAsync(folder, cluster);

        var told = new HashSet<string>(StringComparer.Ordinal);
        while (!told.Contains("healing.run.ended"))
        {
            await RunUntilNewsAsync(arguments, told);
        }

        Assert.Contains("healing.run.acting", told);
        Assert.Equal(2, cluster.List("ReplicaSet", "shop").Count);
    }

    /// <summary>Runs the process until it tells of something that none before it has told of, and kills it at that moment.</summary>
    private static async Task RunUntilNewsAsync(string[] arguments, HashSet<string> told)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Monolith.HealingProcess");
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = arguments[0],
            }
        )!;
        var log = process.StandardError.ReadToEndAsync(Token);
        try
        {
            string line;
            do
            {
                line =
                    await process.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(Bound, Token)
                    ?? throw new InvalidOperationException("The process ended before it was killed.");
            } while (line == "ready" || !told.Add(line));

            process.Kill();
            told.UnionWith(
                (await process.StandardOutput.ReadToEndAsync(Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            );
        }
        catch (TimeoutException e)
        {
            process.Kill();
            throw new TimeoutException($"No news after {string.Join(", ", told)}. Its log: {await log}", e);
        }
        finally
        {
            process.Kill(); // no-op once it has ended
            await process.WaitForExitAsync(Token).WaitAsync(Bound, Token);
        }
    }

    private static async Task<string[]> PrepareAsync(TemporaryFolder folder, FakeCluster cluster)
    {
        var (data, policies) = (folder.File("data"), folder.File("policies"));
        Directory.CreateDirectory(data);
        Directory.CreateDirectory(policies);
        await File.WriteAllTextAsync(folder.File("kubeconfig"), cluster.Kubeconfig(), Token);
        await File.WriteAllTextAsync(
            Path.Combine(policies, "shop.yaml"),
            """
            policies:
              - id: restart-checkout
                mode: auto
                matchers: [alertname="CheckoutErrors"]
                action: restart
                target: { kind: Deployment, namespace: shop, name: checkout }
                allow: { namespaces: [shop], workloads: [Deployment/checkout] }
                verification: { initialDelay: 0s, interval: 1s, consecutiveSuccess: 2 }
            """,
            Token
        );
        return [data, folder.File("kubeconfig"), policies];
    }
}
