using Monolith.DaprSidecar.App;

namespace Monolith.DaprSidecar.Invocation;

/// <summary>Which apps can be reached, each by one or more sidecars.</summary>
internal sealed class Network
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<AppChannel>> _apps = new(StringComparer.Ordinal);
    private int _turn;

    public void Join(string appId, AppChannel app)
    {
        lock (_lock)
        {
            if (!_apps.TryGetValue(appId, out var replicas))
            {
                _apps[appId] = replicas = [];
            }

            replicas.Add(app);
        }
    }

    public void Leave(string appId, AppChannel app)
    {
        lock (_lock)
        {
            _apps.GetValueOrDefault(appId)?.Remove(app);
        }
    }

    /// <summary>One of the app's replicas, each in its turn; null when there is none.</summary>
    public AppChannel? Find(string appId)
    {
        lock (_lock)
        {
            return _apps.TryGetValue(appId, out var replicas) && replicas.Count > 0
                ? replicas[_turn++ % replicas.Count]
                : null;
        }
    }
}
