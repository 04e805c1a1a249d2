using System.Text;
using Monolith.Platform.Engine.Library;

namespace Monolith.Platform.Engine.Http;

/// <summary>What the engine says about itself.</summary>
internal sealed record EngineIdentity(string Version, string TimeZone)
{
    /// <summary>The name that clients show.</summary>
    public const string DisplayName = "monolith";

    /// <summary>Asks the engine.</summary>
    public static EngineIdentity Of(EngineConnection connection)
    {
        using var result = connection.Query("SELECT version(), timezone()"u8, "TabSeparated"u8, QueryParameters.Empty);
        var parts = Encoding.UTF8.GetString(result.Bytes).TrimEnd('\n').Split('\t');
        return new EngineIdentity(parts[0], parts[1]);
    }
}
