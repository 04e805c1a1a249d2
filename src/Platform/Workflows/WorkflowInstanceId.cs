using System.Buffers;

namespace Monolith.Platform.Workflows;

/// <summary>Which texts may be the id of an instance that is started from outside.</summary>
public static class WorkflowInstanceId
{
    /// <summary>The longest id.</summary>
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
    );

    /// <summary>Letters, digits, <c>_</c> and <c>-</c>, from 1 to 64 of them.</summary>
    public static bool IsValid(string instanceId) =>
        instanceId.Length is > 0 and <= MaxLength && !instanceId.AsSpan().ContainsAnyExcept(Allowed);
}
