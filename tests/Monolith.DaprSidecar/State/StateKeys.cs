using Monolith.DaprSidecar.Http;
using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.State;

/// <summary>Puts the prefix that the component asks for before the keys of an app.</summary>
internal sealed class StateKeys(Component component, string appId)
{
    private const string Separator = "||";

    private readonly string _prefix = component.Setting("keyPrefix") switch
    {
        null or "" or "appid" => appId + Separator,
        "namespace" => $"default.{appId}{Separator}",
        "name" => component.Name + Separator,
        "none" => "",
        var literal => literal + Separator,
    };

    /// <exception cref="ApiException">The key contains the separator.</exception>
    public string Stored(string key) =>
        key.Contains(Separator, StringComparison.Ordinal)
            ? throw new ApiException(400, "ERR_MALFORMED_REQUEST", $"input key/keyPrefix '{key}' can't contain '||'")
            : _prefix + key;
}
