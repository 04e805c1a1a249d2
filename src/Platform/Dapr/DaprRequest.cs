using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monolith.Platform.Dapr;

/// <summary>When a request may be sent a second time.</summary>
internal enum DaprRepeat
{
    /// <summary>Never: the answer to the first try is what the caller wants to know.</summary>
    Never,

    /// <summary>When no connection was made, so that the sidecar has not seen it.</summary>
    IfNotSent,

    /// <summary>After any error that may pass: to do it twice is the same as to do it once, or duplicates are legal.</summary>
    Always,
}

/// <summary>One request to the sidecar.</summary>
/// <param name="method">The HTTP method.</param>
/// <param name="path">From <c>/v1.0…</c> on, with the query, already encoded: see <see cref="DaprPath"/>.</param>
internal sealed class DaprRequest(HttpMethod method, string path)
{
    /// <summary>How bodies of ours look to Dapr: camel case, and what is not there is left out.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public HttpMethod Method { get; } = method;

    public string Path { get; } = path;

    public ReadOnlyMemory<byte>? Body { get; init; }

    public string? ContentType { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public DaprRepeat Repeat { get; init; } = DaprRepeat.IfNotSent;

    /// <summary>How long each try may take, when not as long as <see cref="DaprOptions.RequestTimeout"/> says.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>A question, which may always be asked again.</summary>
    public static DaprRequest Get(string path) => new(HttpMethod.Get, path) { Repeat = DaprRepeat.Always };

    /// <summary>A request with a JSON body.</summary>
    public static DaprRequest Post<T>(string path, T body, DaprRepeat repeat = DaprRepeat.IfNotSent) =>
        new(HttpMethod.Post, path)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(body, Json),
            ContentType = "application/json",
            Repeat = repeat,
        };

    /// <summary>Method and path for messages. The query stays out: it may hold a caller's data.</summary>
    public override string ToString() => $"{Method} {Path.Split('?')[0]}";
}
