using Monolith.Platform.Engine.Library;

namespace Monolith.Platform.Engine.Http;

/// <summary>A request as the engine is to carry it out: the statement apart from the data, and everything that goes with it.</summary>
internal sealed record EngineRequest
{
    /// <summary>The statement's text, without data.</summary>
    public required ReadOnlyMemory<byte> Sql { get; init; }

    /// <summary>What the statement is.</summary>
    public required Statement Statement { get; init; }

    /// <summary>The data of an INSERT, decompressed. Empty for everything else.</summary>
    public required Stream Data { get; init; }

    /// <summary>The values of the statement's placeholders.</summary>
    public required QueryParameters Parameters { get; init; }

    /// <summary>Settings of the request, in its order.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; }

    /// <summary>The engine's <c>log_comment</c>: whose rows the statement may see, and by what it is found and killed.</summary>
    public required string LogComment { get; init; }

    /// <summary>Whether the method forbids writing.</summary>
    public required bool IsReadOnly { get; init; }

    /// <summary>The database for unqualified names, or null for that of the connection.</summary>
    public required string? Database { get; init; }

    /// <summary>The format of the result, unless the statement names one.</summary>
    public required string DefaultFormat { get; init; }

    /// <summary>The format of the result.</summary>
    public string Format => Statement.Format ?? DefaultFormat;

    /// <summary>The revision of the Native format that the client asks for, as it says it, or null.</summary>
    public required string? ClientProtocolVersion { get; init; }

    /// <summary>What the client calls the query.</summary>
    public required string QueryId { get; init; }

    /// <summary>Whether the result is to be known to its end before the answer begins.</summary>
    public required bool WaitsForEnd { get; init; }

    /// <summary>The content encoding of the answer, or null for none.</summary>
    public required string? ResponseEncoding { get; init; }

    /// <summary>The session that the statement runs in, or null for none.</summary>
    public required SessionKey? Session { get; init; }
}

/// <summary>Which session a request wants.</summary>
/// <param name="Name">The client's name for it.</param>
/// <param name="Timeout">How long it is kept idle.</param>
/// <param name="MustExist">Whether it is an error if it is not there.</param>
internal sealed record SessionKey(string Name, TimeSpan Timeout, bool MustExist);
