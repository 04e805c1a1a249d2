namespace Monolith.Platform.Workflows.Execution;

/// <summary>A line of somebody's code. The file is a bare name: the folders are those of the machine that built it.</summary>
internal readonly record struct CodeLine(string File, int Line)
{
    /// <summary>A line as the compiler gives it to a method that asks for its caller.</summary>
    public static CodeLine OfCaller(string path, int line) => new(FileName(path), line);

    /// <summary>The last part of a path of either kind of system.</summary>
    public static string FileName(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];

    public override string ToString() => File.Length == 0 ? "an unknown line" : $"{File}:{Line}";
}
