using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.Running;

/// <summary>An app of a run file: its sidecar, and how it is started.</summary>
/// <param name="Sidecar">The sidecar beside it.</param>
/// <param name="Folder">Where its command runs.</param>
/// <param name="Command">The command and its arguments; empty for an app that somebody else starts.</param>
/// <param name="Environment">What the run file adds to the environment.</param>
internal sealed record RunFileApp(
    SidecarOptions Sidecar,
    string Folder,
    IReadOnlyList<string> Command,
    IReadOnlyDictionary<string, string> Environment
);

/// <summary>Reads the multi-app run file. What an app does not say, <c>common</c> says.</summary>
internal static class RunFile
{
    /// <exception cref="ResourceException">An app has no folder.</exception>
    public static IReadOnlyList<RunFileApp> Read(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var file = Yaml.Read(File.ReadAllText(path))[0];
        return [.. file["apps"].Items.Select(app => ReadApp(folder, file["common"], app))];
    }

    private static RunFileApp ReadApp(string folder, Yaml common, Yaml app)
    {
        var appFolder = Path.GetFullPath(
            Path.Combine(folder, app["appDirPath"].Text ?? throw new ResourceException("appDirPath is missing."))
        );
        var id = Setting("appID") ?? Path.GetFileName(appFolder);
        var environment = common["env"].ToTexts();
        foreach (var (name, value) in app["env"].ToTexts())
        {
            environment[name] = value;
        }

        var defaults = new SidecarOptions();
        var sidecar = defaults with
        {
            AppId = id,
            AppPort = Number("appPort"),
            AppMaxConcurrency = Number("appMaxConcurrency") ?? defaults.AppMaxConcurrency,
            HttpPort = Number("daprHTTPPort") ?? 0,
            GrpcPort = Number("daprGRPCPort") ?? 0,
            MaxBodyBytes = Number("daprHTTPMaxRequestSize") is { } megabytes ? megabytes << 20 : defaults.MaxBodyBytes,
            AppHealthCheck = bool.TryParse(Setting("enableAppHealthCheck"), out var isChecked) && isChecked,
            AppHealthPath = Setting("appHealthCheckPath") ?? defaults.AppHealthPath,
            AppHealthInterval = Number("appHealthProbeInterval") is { } seconds
                ? TimeSpan.FromSeconds(seconds)
                : defaults.AppHealthInterval,
            AppHealthTimeout = Number("appHealthProbeTimeout") is { } pause
                ? TimeSpan.FromMilliseconds(pause)
                : defaults.AppHealthTimeout,
            AppHealthThreshold = Number("appHealthThreshold") ?? defaults.AppHealthThreshold,
            ResourcesPaths = [.. Paths("resourcesPaths"), .. Paths("resourcesPath")],
            ConfigPath = Paths("configFilePath").FirstOrDefault(),
        };
        return new RunFileApp(
            sidecar,
            appFolder,
            [.. app["command"].Items.Select(part => part.Text ?? "")],
            environment
        );

        string? Setting(string name) => app[name].Text ?? common[name].Text;

        int? Number(string name) => int.TryParse(Setting(name), out var number) ? number : null;

        IEnumerable<string> Paths(string name)
        {
            var (value, from) = app[name].Exists ? (app[name], appFolder) : (common[name], folder);
            return (value.Text is { } text ? [text] : value.Items.Select(item => item.Text ?? "")).Select(path =>
                Path.GetFullPath(Path.Combine(from, path))
            );
        }
    }
}
