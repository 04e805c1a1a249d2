using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Monolith.Audit.Contracts;

namespace Monolith.Host.Auditing;

/// <summary>An export of an audit trail, from a file or from a server.</summary>
internal sealed class TrailSource : IDisposable
{
    private readonly StreamReader _lines;
    private readonly HttpClient? _http;

    private TrailSource(Stream export, HttpClient? http)
    {
        _lines = new StreamReader(export);
        _http = http;
    }

    /// <summary>An export in a file.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static TrailSource Of(FileInfo file) => new(file.OpenRead(), http: null);

    /// <summary>Asks a server for an export.</summary>
    /// <exception cref="TrailUnreadableException">It refuses.</exception>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public static async Task<TrailSource> OfAsync(Uri server, string? key, CancellationToken cancellationToken)
    {
        var http = new HttpClient { BaseAddress = server };
        if (!string.IsNullOrEmpty(key))
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        var path = new Uri("api/v1/audit/export", UriKind.Relative);
        var response = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            http.Dispose();
            throw new TrailUnreadableException(
                $"{server} answers {(int)response.StatusCode}. Reading the trail needs a key with audit:read "
                    + "(--api-key or MONOLITH_API_KEY)."
            );
        }

        return new TrailSource(await response.Content.ReadAsStreamAsync(cancellationToken), http);
    }

    /// <summary>The first line.</summary>
    /// <exception cref="TrailUnreadableException">It is none.</exception>
    public async Task<TrailHead> ReadHeadAsync(CancellationToken cancellationToken) =>
        Read<TrailHead>(await _lines.ReadLineAsync(cancellationToken) ?? "", line: 1);

    /// <summary>All other lines.</summary>
    /// <exception cref="TrailUnreadableException">One is no entry.</exception>
    public async IAsyncEnumerable<TrailLine> ReadLinesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (var number = 2; await _lines.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            yield return Read<TrailLine>(line, number);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines.Dispose();
        _http?.Dispose();
    }

    private static T Read<T>(string text, long line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Strict)
                ?? throw new TrailUnreadableException($"Line {line} is empty.");
        }
        catch (JsonException)
        {
            throw new TrailUnreadableException($"Line {line} is no line of an export.");
        }
    }

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };
}

/// <summary>What was read is no export of a trail.</summary>
internal sealed class TrailUnreadableException(string message) : Exception(message);
