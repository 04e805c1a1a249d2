using Monolith.Platform.Reference;

namespace Monolith.Ingest.Quarantine;

/// <summary>What the reference of the API says of the parameters that <see cref="QuarantineFilter"/> reads.</summary>
internal static class QuarantineDescriptions
{
    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["reason"] = "The reason code, such as `invalid_json`.",
        ["source"] = "The protocol that they came by.",
        ["q"] = "A part of the words that say what was wrong, in any case.",
        ["from"] = "The earliest time at which they came.",
        ["to"] = "The time to end before.",
    };

    /// <summary>The parameters of the filter.</summary>
    public static EndpointDescription ReadsFilter(this EndpointDescription api)
    {
        foreach (var name in QuarantineFilter.Names)
        {
            api.Query(name, Meanings[name]);
        }

        return api;
    }
}
