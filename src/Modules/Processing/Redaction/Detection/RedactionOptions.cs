namespace Monolith.Processing.Redaction.Detection;

/// <summary>What is done for all tenants unless a pipeline of theirs says otherwise. Section <c>Modules:Processing:Redaction</c>.</summary>
internal sealed class RedactionOptions
{
    /// <summary>Whether values are protected at all. Without it no stage that protects does anything, whatever a pipeline
    /// says.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What is done with each kind, by its name: <c>keep</c>, <c>mask</c>, <c>remove</c>, <c>hash</c>, <c>tokenize</c>,
    /// <c>encrypt</c> or <c>partial</c>.</summary>
    public Dictionary<string, RedactAction> Actions { get; init; } = [];

    /// <summary>The countries whose national ids are looked for: <c>us</c>, <c>br</c>, <c>ca</c>, <c>es</c>, <c>in</c>, <c>nl</c>,
    /// <c>pl</c>. Only <c>us</c> when nothing is said.</summary>
    public IReadOnlyList<string> NationalIds { get; init; } = [];
}
