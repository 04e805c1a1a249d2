using System.Text.RegularExpressions;

namespace Monolith.Deployment.Tests.Docker;

/// <summary>A Dockerfile as a list of instructions.</summary>
internal sealed partial record Dockerfile(IReadOnlyList<Instruction> Instructions)
{
    /// <summary>The instructions of the stage that becomes the image.</summary>
    public IReadOnlyList<Instruction> Image =>
        [.. Instructions.Skip(Instructions.ToList().FindLastIndex(i => i.Name == "FROM"))];

    public static Dockerfile Parse(string text)
    {
        var joined = Continuation().Replace(Comment().Replace(text, ""), " ");
        return new([
            .. joined
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => line.Split(' ', 2))
                .Select(words => new Instruction(words[0].ToUpperInvariant(), words[^1].Trim())),
        ]);
    }

    /// <summary>What an instruction of the image says last; empty when it is not there.</summary>
    public string Last(string name) => Image.LastOrDefault(i => i.Name == name)?.Words ?? "";

    /// <summary>Files that are copied from the repository, and not there.</summary>
    public IEnumerable<string> MissingSources(Func<string, bool> exists) =>
        Instructions
            .Where(i => i.Name == "COPY" && !i.Words.StartsWith("--from=", StringComparison.Ordinal))
            .SelectMany(i => i.Words.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..^1])
            .Where(source => !exists(source));

    /// <summary>Images that may be another tomorrow: without a digest, or with none but a digest.</summary>
    public IEnumerable<string> MovingImages() =>
        Instructions
            .Where(i => i.Name == "ARG" && i.Words.Contains("_IMAGE=", StringComparison.Ordinal))
            .Select(i => i.Words.Split('=', 2)[1])
            .Concat(
                Instructions
                    .Where(i => i.Name == "FROM" && !i.Words.StartsWith("${", StringComparison.Ordinal))
                    .Select(i => i.Words.Split(' ')[0])
            )
            .Where(image => !Pinned().IsMatch(image) || image.Contains(":latest", StringComparison.Ordinal));

    /// <summary>What is copied from other stages that do not exist.</summary>
    public IEnumerable<string> UnknownStages()
    {
        var stages = Instructions.Where(i => i.Name == "FROM").Select(i => i.Words.Split(' ')[^1]).ToList();
        return Instructions
            .Where(i => i.Name == "COPY" && i.Words.StartsWith("--from=", StringComparison.Ordinal))
            .Select(i => i.Words["--from=".Length..].Split(' ')[0])
            .Except(stages, StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^\s*#.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continuation();

    [GeneratedRegex(@"^[a-z0-9./-]+:[\w.-]+@sha256:[0-9a-f]{64}$")]
    private static partial Regex Pinned();
}

/// <summary>One instruction: <c>COPY</c>, and the words behind it.</summary>
internal sealed record Instruction(string Name, string Words);
