namespace Monolith.DaprSidecar.Configuration;

/// <summary>A value of a configuration store. A deleted one has an empty value.</summary>
internal sealed record ConfigurationItem(string Value, string Version, IReadOnlyDictionary<string, string> Metadata);

/// <summary>The data of one configuration store.</summary>
internal sealed class ConfigurationTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ConfigurationItem> _items = new(StringComparer.Ordinal);
    private readonly List<Action<string, ConfigurationItem>> _watchers = [];
    private long _version;

    /// <summary>Has somebody told of each change: the key, and what it is now.</summary>
    public void Watch(Action<string, ConfigurationItem> watcher)
    {
        lock (_lock)
        {
            _watchers.Add(watcher);
        }
    }

    public void Unwatch(Action<string, ConfigurationItem> watcher)
    {
        lock (_lock)
        {
            _watchers.Remove(watcher);
        }
    }

    public Dictionary<string, ConfigurationItem> Get(IReadOnlyCollection<string> keys)
    {
        lock (_lock)
        {
            return _items
                .Where(item => keys.Count == 0 || keys.Contains(item.Key))
                .ToDictionary(StringComparer.Ordinal);
        }
    }

    /// <summary>Sets a value; null deletes it.</summary>
    public void Set(string key, string? value)
    {
        lock (_lock)
        {
            var item = new ConfigurationItem(
                value ?? "",
                (++_version).ToString(),
                new Dictionary<string, string>(StringComparer.Ordinal)
            );
            if (value is null)
            {
                _items.Remove(key);
            }
            else
            {
                _items[key] = item;
            }

            _watchers.ForEach(watcher => watcher(key, item));
        }
    }
}
