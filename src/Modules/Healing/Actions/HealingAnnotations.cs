using System.Globalization;

namespace Monolith.Healing.Actions;

/// <summary>What healing writes on the objects that it changes: by this a repeated call knows that it has been there, and
/// people know who it was.</summary>
internal static class HealingAnnotations
{
    /// <summary>The operation that changed the object last.</summary>
    public const string Operation = "selfheal.monolith/op";

    /// <summary>The <see cref="ActionRequest.At"/> of that operation.</summary>
    public const string At = "selfheal.monolith/at";

    /// <summary>The operation that was rolled back last.</summary>
    public const string Undone = "selfheal.monolith/undone";

    /// <summary>What kubectl writes into a template to have its pods replaced.</summary>
    public const string RestartedAt = "kubectl.kubernetes.io/restartedAt";

    /// <summary>A moment as it is written.</summary>
    public static string Moment(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Whether an annotation names a later moment: then this operation is a late repetition, and must not act.</summary>
    public static bool IsLater(string? annotation, DateTimeOffset at) =>
        DateTimeOffset.TryParse(annotation, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var other)
        && other.ToUnixTimeSeconds() > at.ToUnixTimeSeconds();
}
