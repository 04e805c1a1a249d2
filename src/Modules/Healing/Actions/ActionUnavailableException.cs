namespace Monolith.Healing.Actions;

/// <summary>Whoever an action calls did not answer, or asked to come later. Nobody knows whether it has done what it was
/// asked for; the same call may be made again.</summary>
internal sealed class ActionUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
