using System.Collections.Concurrent;
using System.Net;

namespace Monolith.Host.Tests.Attacks;

/// <summary>Collects what answers to attacks must not be.</summary>
/// <param name="marker">What stands in none of them.</param>
internal sealed class AnswersOfAttacks(string marker)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly ConcurrentBag<string> _leaks = [];
    private readonly ConcurrentBag<string> _faults = [];
    private int _understood;

    /// <summary>Answers that showed what they must not.</summary>
    public IEnumerable<string> Leaks => _leaks.Order(StringComparer.Ordinal);

    /// <summary>Answers that say that the program did not know what to do.</summary>
    public IEnumerable<string> Faults => _faults.Order(StringComparer.Ordinal);

    /// <summary>How many attacks were answered with something.</summary>
    public int Understood => _understood;

    /// <summary>Asks, and looks at the answer.</summary>
    public async Task AskAsync(HttpClient http, Func<HttpRequestMessage> attack, CancellationToken cancellationToken)
    {
        using var request = attack();
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var asked = $"{request.Method} {request.RequestUri}";
        var answer = $"{response.Headers}{response.Content.Headers}{await ReadAsync(response, cancellationToken)}";
        if (answer.Contains(marker, StringComparison.Ordinal))
        {
            _leaks.Add($"{asked}: {answer}");
        }

        if (response.StatusCode is HttpStatusCode.InternalServerError || response.Headers.Contains("X-Injected"))
        {
            _faults.Add($"{asked}: {answer}");
        }

        if (response.IsSuccessStatusCode)
        {
            Interlocked.Increment(ref _understood);
        }
    }

    // What never ends is read for a moment.
    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var isEndless = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        if (!isEndless)
        {
            return await response.Content.ReadAsStringAsync(cancellationToken);
        }

        bound.CancelAfter(Patience);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var lines = new StreamReader(stream);
        var read = new List<string>();
        try
        {
            while (await lines.ReadLineAsync(bound.Token) is { } line)
            {
                read.Add(line);
            }
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            // The moment is over.
        }

        return string.Join('\n', read);
    }
}
