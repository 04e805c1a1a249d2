namespace Monolith.Audit.DataAccess;

/// <summary>What becomes known of a request for data while it is answered. A feature of the request.</summary>
internal sealed class Access
{
    /// <summary>The question, where it stands in the body.</summary>
    public string? Query { get; set; }

    /// <summary>The earliest time that the body asks for, as it was given.</summary>
    public string? From { get; set; }

    /// <summary>The time that the body's question ends before, as it was given.</summary>
    public string? To { get; set; }

    /// <summary>The question, where the trail is not to keep it as the address has it.</summary>
    public string? Question { get; set; }

    /// <summary>How many rows were counted.</summary>
    public long Rows { get; set; }
}
