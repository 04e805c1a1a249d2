using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Monolith.Platform.ClickHouse;

/// <summary>ClickHouse refused a statement, failed in the middle of it, or could not be reached.</summary>
public sealed partial class ClickHouseException : Exception
{
    // What passes by itself: a lack of time, memory, disk, parts or replicas, or a network that failed on the way.
    private static readonly HashSet<int> Passing =
    [
        159, // TIMEOUT_EXCEEDED
        202, // TOO_MANY_SIMULTANEOUS_QUERIES
        203, // NO_FREE_CONNECTION
        209, // SOCKET_TIMEOUT
        210, // NETWORK_ERROR
        225, // NO_ZOOKEEPER
        236, // ABORTED
        241, // MEMORY_LIMIT_EXCEEDED
        242, // TABLE_IS_READ_ONLY
        243, // NOT_ENOUGH_SPACE
        252, // TOO_MANY_PARTS
        279, // ALL_CONNECTION_TRIES_FAILED
        285, // TOO_FEW_LIVE_REPLICAS
        286, // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
        319, // UNKNOWN_STATUS_OF_INSERT
        341, // UNFINISHED
        394, // QUERY_WAS_CANCELLED
        425, // SYSTEM_ERROR
        439, // CANNOT_SCHEDULE_TASK
        473, // DEADLOCK_AVOIDED
        745, // SERVER_OVERLOADED
        999, // KEEPER_EXCEPTION
    ];

    private ClickHouseException(int code, string name, string message, bool isRetriable, Exception? cause = null)
        : base(message, cause)
    {
        Code = code;
        Name = name;
        IsRetriable = isRetriable;
    }

    /// <summary>ClickHouse's number for the error; 0 when the answer did not come from ClickHouse.</summary>
    public int Code { get; }

    /// <summary>ClickHouse's name for the error, for example <c>UNKNOWN_TABLE</c>.</summary>
    public string Name { get; }

    /// <summary>Whether the same statement may succeed later without anybody changing anything.</summary>
    public bool IsRetriable { get; }

    /// <summary>The connection could not be made, or broke before the answer was whole.</summary>
    internal static ClickHouseException Unreachable(Exception cause) =>
        new(0, "UNREACHABLE", $"ClickHouse cannot be reached: {cause.Message}", isRetriable: true, cause);

    /// <summary>An answer that is an error.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="text">The body, as text.</param>
    internal static ClickHouseException FromAnswer(HttpStatusCode status, string text) =>
        Parse(text)
        ?? new(
            0,
            $"HTTP_{(int)status}",
            $"ClickHouse's address answered with HTTP status {(int)status} and no error of ClickHouse.",
            isRetriable: (int)status is 408 or 429 or >= 500
        );

    /// <summary>An error that came after the answer had begun.</summary>
    internal static ClickHouseException FromFrame(string text) =>
        Parse(text)
        ?? new(0, "BROKEN_ANSWER", "The answer broke off with an error that cannot be read.", isRetriable: true);

    private static ClickHouseException? Parse(string text)
    {
        var match = Wording().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var code = int.Parse(match.Groups["code"].ValueSpan, CultureInfo.InvariantCulture);
        var name = match.Groups["name"] is { Success: true } named ? named.Value : $"ERROR_{code}";
        return new ClickHouseException(
            code,
            name,
            $"{match.Groups["message"].Value} ({name}, code {code})",
            Passing.Contains(code)
        );
    }

    [GeneratedRegex(
        @"\A\s*Code: (?<code>\d{1,9})\. DB::Exception: (?<message>.*?)(?: \((?<name>[A-Z][A-Z0-9_]+)\))?(?: \(version .*\))?\s*\z",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Wording();
}
