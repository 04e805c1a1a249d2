namespace Monolith.Bench;

/// <summary>Folders for what benchmarks write. They are gone when the process ends.</summary>
internal static class ScratchFolder
{
    /// <summary>Makes one.</summary>
    /// <returns>Its full path.</returns>
    public static string Create()
    {
        var path = Directory.CreateTempSubdirectory("monolith-bench-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(path, recursive: true);
        return path;
    }
}
