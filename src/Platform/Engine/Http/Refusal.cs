using Monolith.Platform.Engine.Library;

namespace Monolith.Platform.Engine.Http;

/// <summary>The errors that this process finds itself, with ClickHouse's numbers and names.</summary>
internal static class Refusal
{
    public static EngineException Syntax(string text) => EngineException.Of(62, "SYNTAX_ERROR", text);

    public static EngineException SeveralStatements() => Syntax("Multi-statements are not allowed");

    public static EngineException ReadOnly() =>
        EngineException.Of(
            164,
            "READONLY",
            "Cannot execute query in readonly mode. For queries over HTTP, method GET implies readonly. You should use method POST for modifying queries"
        );

    public static EngineException Infile() =>
        EngineException.Of(344, "SUPPORT_IS_DISABLED", "FROM INFILE is not allowed: send the data in the request");

    public static EngineException Outfile() =>
        EngineException.Of(358, "INTO_OUTFILE_NOT_ALLOWED", "INTO OUTFILE is not allowed");

    public static EngineException Forbidden(string what) =>
        EngineException.Of(497, "ACCESS_DENIED", $"{what} is not allowed: it reaches beyond the engine's own tables");

    public static EngineException NotSupported(string text) => EngineException.Of(48, "NOT_IMPLEMENTED", text);

    public static EngineException BadRequest(string text) => EngineException.Of(36, "BAD_ARGUMENTS", text);

    public static EngineException Busy() =>
        EngineException.Of(202, "TOO_MANY_SIMULTANEOUS_QUERIES", "Too many simultaneous queries: try again later");

    public static EngineException SessionNotFound() =>
        EngineException.Of(372, "SESSION_NOT_FOUND", "Session is not found");

    public static EngineException SessionLocked() =>
        EngineException.Of(373, "SESSION_IS_LOCKED", "Session is locked by a concurrent client");

    public static EngineException PasswordRequired() =>
        EngineException.Of(194, "REQUIRED_PASSWORD", "default: Authentication failed: a password is required");

    public static EngineException NotAuthenticated() =>
        EngineException.Of(
            516,
            "AUTHENTICATION_FAILED",
            "Authentication failed: password is incorrect, or there is no user with such name"
        );
}
