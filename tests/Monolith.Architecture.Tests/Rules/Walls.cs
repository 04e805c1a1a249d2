using System.Reflection;

namespace Monolith.Architecture.Tests.Rules;

/// <summary>The rules about who may know whom. Each returns what breaks it, so that a test can show that it can fail.</summary>
internal static class Walls
{
    /// <summary>Which modules each module may refer to (architecture.md: the arrows point one way).</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Allowed = new Dictionary<string, string[]>(
        StringComparer.Ordinal
    )
    {
        ["Ingest"] = ["Processing", "Storage", "Audit"],
        ["Processing"] = ["Storage", "Audit"],
        ["Storage"] = [],
        ["Explore"] = ["Storage", "Audit"],
        ["Insights"] = ["Explore"],
        ["Alerting"] = ["Explore", "Audit"],
        ["Healing"] = ["Alerting", "Audit"],
        ["Access"] = ["Audit"],
        ["Audit"] = ["Storage"],
        ["Workflows"] = [],
    };

    /// <summary>References from one module to another that the picture does not show.</summary>
    public static IEnumerable<string> ForbiddenReferences(IEnumerable<(string From, string To)> references) =>
        references
            .Where(r =>
                !Allowed.TryGetValue(r.From, out var allowed) || !allowed.Contains(r.To, StringComparer.Ordinal)
            )
            .Select(r => $"{r.From} refers to {r.To}");

    /// <summary>The modules on a circle of references, empty when there is none.</summary>
    public static IReadOnlyList<string> Circle(IReadOnlyCollection<(string From, string To)> references)
    {
        // What refers to nothing that is left, or is referred to by nothing that is left, cannot be on a circle.
        var left = references.SelectMany(r => new[] { r.From, r.To }).ToHashSet(StringComparer.Ordinal);
        bool IsEnd(string m) =>
            !references.Any(r => r.From == m && left.Contains(r.To))
            || !references.Any(r => r.To == m && left.Contains(r.From));
        while (left.RemoveWhere(IsEnd) > 0) { }
        return [.. left.Order(StringComparer.Ordinal)];
    }

    /// <summary>Public types of a module that are neither the module class nor in its Contracts.</summary>
    public static IEnumerable<string> LeakedTypes(string module, IEnumerable<Type> publicTypes) =>
        publicTypes
            .Where(t =>
                t.FullName != $"Monolith.{module}.{module}Module"
                && t.Namespace?.StartsWith($"Monolith.{module}.Contracts", StringComparison.Ordinal) != true
            )
            .Select(t => $"{t.FullName} is public outside Contracts");

    /// <summary>The modules that an assembly refers to.</summary>
    public static IEnumerable<(string From, string To)> References(Assembly module) =>
        module
            .GetReferencedAssemblies()
            .Select(a => a.Name!)
            .Where(name => Allowed.ContainsKey(name.Replace("Monolith.", "", StringComparison.Ordinal)))
            .Select(name => (Name(module), name["Monolith.".Length..]));

    /// <summary>The name of a module by its assembly.</summary>
    public static string Name(Assembly module) => module.GetName().Name!["Monolith.".Length..];
}
