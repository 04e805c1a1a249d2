using Microsoft.Extensions.Configuration;

namespace Monolith.Platform;

/// <summary>Where Monolith keeps everything: <c>Monolith:DataPath</c>, by default <c>data</c> in the working folder.</summary>
/// <param name="path">Absolute, or relative to the working folder. Need not exist yet.</param>
public sealed class DataFolder(string path)
{
    /// <summary>The full path.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The one that is configured.</summary>
    public static DataFolder Of(IConfiguration configuration) => new(configuration["Monolith:DataPath"] ?? "data");

    /// <summary>The full path of a folder in it, made if it is not there, readable by its owner alone.</summary>
    public string Sub(string name)
    {
        var folder = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }
}
