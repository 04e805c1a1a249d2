using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;
using Monolith.DaprSidecar.App;

namespace Monolith.DaprSidecar.Configuration;

/// <summary>Tells the app about changes of some keys, one after the other, until it is disposed of.</summary>
internal sealed class ConfigurationWatch : IAsyncDisposable
{
    private readonly string _id;
    private readonly string _store;
    private readonly IReadOnlyCollection<string> _keys;
    private readonly ConfigurationTable _table;
    private readonly AppChannel _app;
    private readonly TextWriter _log;
    private readonly Channel<(string Key, ConfigurationItem Item)> _changes = Channel.CreateUnbounded<(
        string,
        ConfigurationItem
    )>();
    private readonly Background _telling;

    /// <param name="id">The subscription's id.</param>
    /// <param name="store">The component's name.</param>
    /// <param name="keys">What is watched; empty for all.</param>
    /// <param name="table">Its data.</param>
    /// <param name="app">Who is told.</param>
    /// <param name="log">Where failures are noted.</param>
    public ConfigurationWatch(
        string id,
        string store,
        IReadOnlyCollection<string> keys,
        ConfigurationTable table,
        AppChannel app,
        TextWriter log
    )
    {
        (_id, _store, _keys, _table, _app, _log) = (id, store, keys, table, app, log);
        _table.Watch(OnChanged);
        _telling = new Background(TellAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _table.Unwatch(OnChanged);
        await _telling.DisposeAsync();
    }

    private void OnChanged(string key, ConfigurationItem item)
    {
        if (_keys.Count == 0 || _keys.Contains(key))
        {
            _changes.Writer.TryWrite((key, item));
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        await foreach (var (key, item) in _changes.Reader.ReadAllAsync(cancellationToken))
        {
            await PostAsync(key, item, cancellationToken);
        }
    }

    private async Task PostAsync(string key, ConfigurationItem item, CancellationToken cancellationToken)
    {
        var items = new Dictionary<string, ConfigurationItem>(StringComparer.Ordinal) { [key] = item };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/configuration/{_store}/{key}")
        {
            Content = JsonContent.Create(new { id = _id, items }, options: JsonSerializerOptions.Web),
        };
        try
        {
            using var response = await _app.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                await _log.WriteLineAsync($"The app refused the change of {key}: {(int)response.StatusCode}.");
            }
        }
        catch (HttpRequestException error)
        {
            await _log.WriteLineAsync($"The app was not told of the change of {key}: {error.Message}");
        }
    }
}
