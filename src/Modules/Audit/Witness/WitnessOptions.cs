namespace Monolith.Audit.Witness;

/// <summary>Whose checkpoints this installation signs too. Section <c>Modules:Audit:Witness</c>.</summary>
internal sealed class WitnessOptions
{
    /// <summary>The keys of the logs, as <c>NAME+ID+BASE64</c>; those of one log have its name.</summary>
    public IReadOnlyList<string> Logs { get; init; } = [];
}
