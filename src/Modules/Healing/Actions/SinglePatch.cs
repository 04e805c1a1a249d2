using Monolith.Healing.Kubernetes;
using Monolith.Healing.Kubernetes.Objects;

namespace Monolith.Healing.Actions;

/// <summary>
/// Patches an object once, whatever happens on the way. Each try reads the object first, and its patch holds for that version
/// alone: when an answer is lost, the next reading tells whether the patch was applied, and a patch that arrives late finds
/// another version.
/// </summary>
internal static class SinglePatch
{
    private const int MaxTries = 5;

    /// <param name="find">Reads the object; null when it is not there.</param>
    /// <param name="uid">Which object of this name.</param>
    /// <param name="decide">What is to be done about the object as it is now.</param>
    /// <param name="patch">Sends the patch.</param>
    /// <exception cref="ActionUnavailableException">Others change the object all the time.</exception>
    public static async Task<ActionResult> ApplyAsync<T>(
        Func<Task<T?>> find,
        string uid,
        Func<T, PatchDecision> decide,
        Func<KubernetesPatch, Task> patch
    )
        where T : KubernetesObject
    {
        var isAnswerLost = false;
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (await find() is not { } item || item.Metadata.Uid != uid)
            {
                return ActionResult.Failed(Reasons.Replaced, "The object that was planned for is not there any more.");
            }

            var decision = decide(item);
            if (decision.Patch is null)
            {
                // Then it was this very call that applied it.
                return isAnswerLost && decision.Result.Outcome == ActionOutcome.Unchanged
                    ? decision.Result with
                    {
                        Outcome = ActionOutcome.Changed,
                    }
                    : decision.Result;
            }

            try
            {
                await patch(decision.Patch);
                return decision.Result;
            }
            catch (KubernetesException error) when (error.IsConflict)
            {
                // Somebody else was faster: what they did decides what is left to do.
            }
            catch (KubernetesException error) when (error.Status is null)
            {
                isAnswerLost = true;
            }
        }

        throw new ActionUnavailableException("The object could not be patched: others change it all the time.");
    }
}

/// <summary>What is to be done about an object as it is now.</summary>
/// <param name="Result">What is then to be said.</param>
/// <param name="Patch">What is to be sent; null for nothing.</param>
internal sealed record PatchDecision(ActionResult Result, KubernetesPatch? Patch = null);
