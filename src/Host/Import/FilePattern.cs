namespace Monolith.Host.Import;

/// <summary>Finds the files that a pattern names, where no shell has done so.</summary>
internal static class FilePattern
{
    /// <returns>The files in the order of their names, or the name itself where it is no pattern or nothing fits.</returns>
    public static IReadOnlyList<string> Expand(string name)
    {
        var folder = Path.GetDirectoryName(name);
        var pattern = Path.GetFileName(name);
        folder = string.IsNullOrEmpty(folder) ? "." : folder;
        if (pattern.AsSpan().IndexOfAny('*', '?') < 0 || File.Exists(name) || !Directory.Exists(folder))
        {
            return [name];
        }

        var found = Directory.GetFiles(folder, pattern);
        Array.Sort(found, StringComparer.Ordinal);
        return found.Length == 0 ? [name] : found;
    }
}
