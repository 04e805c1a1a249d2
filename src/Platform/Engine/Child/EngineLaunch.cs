using System.Text.Json;

namespace Monolith.Platform.Engine.Child;

/// <summary>What the parent tells the engine process, as one line on its standard input: neither the arguments of a process
/// nor its environment are a place for a password.</summary>
/// <param name="Folder">The engine's own folder: its data, its lock, its configuration.</param>
/// <param name="SocketPath">Where it listens for its parent.</param>
/// <param name="Options">The rest.</param>
internal sealed record EngineLaunch(string Folder, string SocketPath, EngineOptions Options)
{
    /// <summary>The line that says it.</summary>
    public string ToLine() => JsonSerializer.Serialize(this);

    /// <summary>Reads the line.</summary>
    /// <exception cref="EngineStartException">It is not there, or not what a parent says.</exception>
    public static EngineLaunch Parse(string? line)
    {
        try
        {
            return JsonSerializer.Deserialize<EngineLaunch>(line ?? "null") ?? throw NotStartedByParent();
        }
        catch (JsonException)
        {
            throw NotStartedByParent();
        }
    }

    private static EngineStartException NotStartedByParent() =>
        new("The 'engine' verb is for Monolith itself, which starts the engine and speaks to it over standard input.");
}
