using System.Text.RegularExpressions;

namespace Monolith.Platform.Engine.Library;

/// <summary>A statement failed. The message is the engine's own: <c>Code: 60. DB::Exception: ... (UNKNOWN_TABLE)</c>.</summary>
internal sealed partial class EngineException(int code, string message) : Exception(message)
{
    private const int UnknownException = 1002;

    /// <summary>An error that the engine gave no number.</summary>
    public EngineException(string message)
        : this(UnknownException, message) { }

    /// <summary>ClickHouse's number of the error.</summary>
    public int Code { get; } = code;

    /// <summary>An error of our own in the engine's words.</summary>
    public static EngineException Of(int code, string name, string text) =>
        new(code, $"Code: {code}. DB::Exception: {text} ({name})");

    /// <summary>An error as the engine tells it.</summary>
    public static EngineException Parse(string error)
    {
        var code = CodePrefix().Match(error);
        return code.Success
            ? new EngineException(int.Parse(code.Groups["code"].ValueSpan), error)
            : new EngineException(error);
    }

    [GeneratedRegex(@"^(?:Error: )?Code: (?<code>\d{1,6})\.", RegexOptions.NonBacktracking)]
    private static partial Regex CodePrefix();
}
