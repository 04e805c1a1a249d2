namespace Monolith.Host.Serving;

/// <summary>Settings in files of their own, one value each, as Docker and Kubernetes mount secrets: the file
/// <c>Monolith__Access__AdminKey</c> holds that setting.</summary>
internal static class SettingsFolder
{
    /// <summary>The environment's variable that names the folder.</summary>
    public const string Variable = "MONOLITH_SETTINGS_FOLDER";

    /// <summary>Adds the files of the folder, if one is named.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder: its secrets would be missed.</exception>
    public static IConfigurationBuilder AddSettingsFolder(this IConfigurationBuilder configuration) =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder
            ? configuration.AddKeyPerFile(Path.GetFullPath(folder), optional: false)
            : configuration;
}
