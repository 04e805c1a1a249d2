using System.Text.Json;

namespace Monolith.Healing.Actions;

/// <summary>Names of refusals and results that several actions share.</summary>
internal static class Reasons
{
    public const string AlreadyApplied = "alreadyApplied";
    public const string Superseded = "superseded";
    public const string NotFound = "notFound";
    public const string Replaced = "replaced";
    public const string WrongKind = "wrongKind";
    public const string NothingToUndo = "nothingToUndo";
    public const string RolledBack = "rolledBack";

    /// <summary>Kubernetes' own name for an error, as we write names: <c>Forbidden</c> becomes <c>forbidden</c>.</summary>
    public static string Of(string kubernetes) => JsonNamingPolicy.CamelCase.ConvertName(kubernetes);
}
