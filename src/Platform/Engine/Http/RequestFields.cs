using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Monolith.Platform.Engine.Http;

/// <summary>The named values of a request: those of its address, and those of its form if it is one.</summary>
internal sealed class RequestFields
{
    private const string ParameterPrefix = "param_";

    // Names that are not settings: they are used here, or mean nothing in one process with one user.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "query",
        "database",
        "default_format",
        "query_id",
        "session_id",
        "session_timeout",
        "session_check",
        "user",
        "password",
        "quota_key",
        "role",
        "wait_end_of_query",
        "buffer_size",
        "compress",
        "decompress",
        "enable_http_compression",
        "http_zlib_compression_level",
        "send_progress_in_http_headers",
        "http_headers_progress_interval_ms",
        "http_write_exception_in_output_format",
        "http_response_buffer_size",
        "http_wait_end_of_query",
        "add_http_cors_header",
        "client_protocol_version",
        "stacktrace",
        "async_insert",
        "wait_for_async_insert",
        "log_comment",
    };

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Adds names and values; a later value replaces an earlier one.</summary>
    public void Add(IEnumerable<KeyValuePair<string, StringValues>> fields)
    {
        foreach (var (name, values) in fields)
        {
            _values[name] = values[^1] ?? "";
        }
    }

    /// <summary>The value, or null when there is none or it is empty.</summary>
    public string? Find(string name) => _values.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>Whether the value is there and says yes.</summary>
    public bool IsOn(string name) => Find(name) is "1" or "true";

    /// <summary>The values of <c>param_</c> names, without the prefix.</summary>
    public IReadOnlyDictionary<string, string> Parameters =>
        _values
            .Where(pair => pair.Key.StartsWith(ParameterPrefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[ParameterPrefix.Length..], pair => pair.Value, StringComparer.Ordinal);

    /// <summary>Every name that is neither reserved nor a parameter: a setting of the engine.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings =>
        [
            .. _values.Where(pair =>
                !Reserved.Contains(pair.Key) && !pair.Key.StartsWith(ParameterPrefix, StringComparison.Ordinal)
            ),
        ];
}
