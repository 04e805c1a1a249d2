using Microsoft.AspNetCore.Http;

namespace Monolith.Ingest.Splunk;

/// <summary>Whether a request names the channel that its client asks for acknowledgements on.</summary>
internal enum Channel
{
    /// <summary>It names none, and wants no acknowledgement.</summary>
    None,

    /// <summary>It names one.</summary>
    Named,

    /// <summary>What it names is none: a channel is a GUID.</summary>
    Invalid,
}

/// <summary>Reads the name of the channel.</summary>
internal static class Channels
{
    /// <summary>What a request says in its header or its query.</summary>
    public static Channel Of(HttpRequest request)
    {
        var header = request.Headers["X-Splunk-Request-Channel"].ToString();
        var name = header.Length > 0 ? header : request.Query["channel"].ToString();
        return name.Length == 0 ? Channel.None
            : Guid.TryParse(name, out _) ? Channel.Named
            : Channel.Invalid;
    }
}
