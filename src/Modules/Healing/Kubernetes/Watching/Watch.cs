using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Monolith.Healing.Kubernetes.Objects;

namespace Monolith.Healing.Kubernetes.Watching;

/// <summary>One watch: lists, follows the changes from there, and comes back after whatever ends the stream.</summary>
internal sealed class Watch<T>(
    KubernetesClient client,
    KubernetesTransport transport,
    KubernetesOptions options,
    TimeProvider clock,
    KubernetesResource<T> resource,
    string ns,
    Selection selection
) : IDisposable
    where T : KubernetesObject
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(10);

    /// <summary>What was told, by uid: after a list, only differences are.</summary>
    private readonly Dictionary<string, T> _known = new(StringComparer.Ordinal);

    /// <summary>Where the stream goes on; null when everything must be listed.</summary>
    private string? _version;
    private HttpResponseMessage? _response;
    private StreamReader? _lines;
    private int _failures;

    public async IAsyncEnumerable<WatchEvent<T>> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var change in await NextAsync(cancellationToken))
            {
                yield return change;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    /// <summary>What happened next; nothing when the stream has to be opened again.</summary>
    private async Task<IReadOnlyList<WatchEvent<T>>> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_version is null)
            {
                return await ListAsync(cancellationToken);
            }

            if (_lines is null)
            {
                await OpenAsync(_version, cancellationToken);
            }

            if (await ReadLineAsync(cancellationToken) is not { } line)
            {
                Close(); // the server ends a watch now and then
                return [];
            }

            var changes = Read(line);
            _failures = 0;
            return changes;
        }
        catch (KubernetesException error) when (error.IsExpired)
        {
            Close();
            _version = null;
            return [];
        }
        catch (KubernetesException error) when (error.IsRetriable)
        {
            Close();
            await PauseAsync(error.RetryAfter, cancellationToken);
            return [];
        }
    }

    private async Task<IReadOnlyList<WatchEvent<T>>> ListAsync(CancellationToken cancellationToken)
    {
        var list = await client.ListAsync(resource, ns, selection, cancellationToken);
        _version = list.Metadata.ResourceVersion;
        var there = list.Items.ToDictionary(item => item.Metadata.Uid, StringComparer.Ordinal);
        var gone = _known.Values.Where(item => !there.ContainsKey(item.Metadata.Uid));
        List<WatchEvent<T>> changes = [.. gone.Select(item => new WatchEvent<T>(WatchEventType.Deleted, item))];
        foreach (var item in list.Items)
        {
            if (!_known.TryGetValue(item.Metadata.Uid, out var before))
            {
                changes.Add(new WatchEvent<T>(WatchEventType.Added, item));
            }
            else if (before.Metadata.ResourceVersion != item.Metadata.ResourceVersion)
            {
                changes.Add(new WatchEvent<T>(WatchEventType.Modified, item));
            }
        }

        changes.ForEach(Remember);
        return changes;
    }

    private async Task OpenAsync(string version, CancellationToken cancellationToken)
    {
        _response = await transport.OpenAsync(Request(version), cancellationToken);
        _lines = new StreamReader(await _response.Content.ReadAsStreamAsync(cancellationToken));
    }

    /// <summary>The next line; null at the end. A connection over which nothing comes any more, not even the server's own end
    /// of the watch, counts as broken.</summary>
    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(options.WatchTimeout + options.RequestTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await _lines!.ReadLineAsync(both.Token);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw KubernetesException.Unreachable(Request(_version!), error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw KubernetesException.Unreachable(Request(_version!), error);
        }
    }

    private IReadOnlyList<WatchEvent<T>> Read(string line)
    {
        var request = Request(_version!);
        try
        {
            var message = JsonSerializer.Deserialize<Message>(line, KubernetesJson.Options)!;
            if (message.Type == "ERROR")
            {
                var code = message.Object.TryGetProperty("code", out var number) ? number.GetInt32() : 500;
                throw KubernetesException.Refused(
                    request,
                    (HttpStatusCode)code,
                    message.Object.GetRawText(),
                    retryAfter: null
                );
            }

            var item = message.Object.Deserialize<T>(KubernetesJson.Options)!;
            _version = item.Metadata.ResourceVersion;
            if (!Enum.TryParse<WatchEventType>(message.Type, ignoreCase: true, out var type))
            {
                return []; // a bookmark: only the version is news
            }

            var change = new WatchEvent<T>(type, item);
            Remember(change);
            return [change];
        }
        catch (JsonException error)
        {
            // Half a line: the connection broke in the middle of it.
            throw KubernetesException.Unreadable(request, error);
        }
    }

    private void Remember(WatchEvent<T> change)
    {
        if (change.Type == WatchEventType.Deleted)
        {
            _known.Remove(change.Item.Metadata.Uid);
        }
        else
        {
            _known[change.Item.Metadata.Uid] = change.Item;
        }
    }

    private KubernetesRequest Request(string version) =>
        new(
            "watch",
            HttpMethod.Get,
            KubernetesRequest.PathOf(
                resource.In(ns),
                ("watch", "true"),
                ("labelSelector", selection.Labels),
                ("fieldSelector", selection.Fields),
                ("resourceVersion", version),
                ("allowWatchBookmarks", "true"),
                ("timeoutSeconds", $"{(int)options.WatchTimeout.TotalSeconds}")
            ),
            resource.Plural
        );

    /// <summary>Waits longer after each failure in a row.</summary>
    private async Task PauseAsync(TimeSpan? asked, CancellationToken cancellationToken)
    {
        var pause = options.RetryDelay * Math.Pow(2, Math.Min(_failures++, 10));
        await Task.Delay(asked ?? (pause < MaxPause ? pause : MaxPause), clock, cancellationToken);
    }

    private void Close()
    {
        _lines?.Dispose();
        _response?.Dispose();
        (_lines, _response) = (null, null);
    }

    private sealed record Message(string Type, JsonElement Object);
}
