using System.Net;

namespace Monolith.Healing.Actions.Calls;

/// <summary>What the status of an answer means for an action.</summary>
internal static class CallResults
{
    /// <summary>A success, or a refusal for good.</summary>
    /// <exception cref="ActionUnavailableException">The error may pass by itself.</exception>
    public static ActionResult Of(HttpStatusCode status, string who) =>
        (int)status switch
        {
            >= 200 and < 300 => ActionResult.Changed("called", $"{who} answered {(int)status}."),
            408 or 429 or >= 500 => throw new ActionUnavailableException($"{who} answered {(int)status}."),
            _ => ActionResult.Failed("refused", $"{who} answered {(int)status}."),
        };
}
