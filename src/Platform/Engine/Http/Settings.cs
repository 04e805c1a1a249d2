using System.Text;

namespace Monolith.Platform.Engine.Http;

/// <summary>Writes the statements that prepare a connection.</summary>
internal static class Settings
{
    /// <summary>The setting that forbids writing (1), or writing but not settings (2).</summary>
    public const string ReadOnly = "readonly";

    /// <summary>A SET statement for the settings, or null when there are none.</summary>
    /// <remarks>What limits the connection comes last: <c>readonly</c> forbids the settings that would come after it.</remarks>
    /// <exception cref="Library.EngineException">A name is none.</exception>
    public static byte[]? Statement(IReadOnlyList<KeyValuePair<string, string>> settings, bool isReadOnly)
    {
        var ordered = settings.Where(setting => setting.Key != ReadOnly).ToList();
        var asked = settings.FirstOrDefault(setting => setting.Key == ReadOnly).Value;
        if (isReadOnly && asked is null or "0")
        {
            ordered.Add(new(ReadOnly, "2"));
        }
        else if (asked is not null)
        {
            ordered.Add(new(ReadOnly, asked));
        }

        if (ordered.Count == 0)
        {
            return null;
        }

        var bad = ordered
            .FirstOrDefault(setting => !setting.Key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_'))
            .Key;
        return bad is null
            ? Encoding.UTF8.GetBytes("SET " + string.Join(", ", ordered.Select(s => $"{s.Key} = {Quote(s.Value)}")))
            : throw Library.EngineException.Of(115, "UNKNOWN_SETTING", $"Unknown setting '{bad}'");
    }

    /// <summary>A USE statement.</summary>
    public static byte[] Use(string database) =>
        Encoding.UTF8.GetBytes(
            $"USE `{database.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)}`"
        );

    /// <summary>A text literal.</summary>
    public static string Quote(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
