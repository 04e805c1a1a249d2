using System.Reflection;
using System.Runtime.InteropServices;

namespace Monolith.Platform.Engine.Library;

/// <summary>Finds the engine library and loads it into this process, once.</summary>
internal static class EngineLibrary
{
    private const string FileName = "libchdb.so";

    // Where the build puts it: see eng/Chdb.targets.
    private const string InRepository = "src/Platform/Engine/native/node_modules/@chdb/lib-linux-x64-gnu/" + FileName;

    private static nint _library;

    /// <summary>Loads the library.</summary>
    /// <param name="configured">A path from the configuration, or null to look where builds and releases put it.</param>
    /// <exception cref="EngineStartException">It is not there.</exception>
    public static void Load(string? configured)
    {
        var path = Find(configured, AppContext.BaseDirectory);
        _library = NativeLibrary.Load(path);
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), Resolve);
    }

    /// <summary>The library's path: the configured one, or beside the program, or in the repository around it.</summary>
    internal static string Find(string? configured, string programFolder)
    {
        if (!string.IsNullOrEmpty(configured))
        {
            return File.Exists(configured)
                ? configured
                : throw new EngineStartException(
                    $"The engine library is not at '{configured}' (Monolith:Engine:Library)."
                );
        }

        for (var folder = programFolder; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var candidate = Path.Combine(folder, folder == programFolder ? FileName : InRepository);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new EngineStartException(
            $"The engine library {FileName} is neither beside the program nor in the repository. "
                + "Run 'dotnet build' once (it fetches the library), or set Monolith:Engine:Library."
        );
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) =>
        name == Chdb.Name ? _library : 0;
}
