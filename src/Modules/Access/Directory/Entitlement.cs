using System.Collections.Frozen;
using System.IO.Enumeration;
using System.Security.Claims;
using Monolith.Platform.Security;

namespace Monolith.Access.Directory;

/// <summary>What somebody may do in a tenant, and what of its telemetry they see. Immutable.</summary>
internal sealed class Entitlement
{
    /// <summary>Nothing.</summary>
    public static readonly Entitlement None = new([], [], []);

    // What opens none of the tenant's telemetry: rows and fields mean nothing to it.
    private static readonly FrozenSet<string> Blind = FrozenSet.Create(
        StringComparer.Ordinal,
        Platform.Security.Permissions.WriteLogs,
        Platform.Security.Permissions.ReadMetrics,
        Platform.Security.Permissions.ReadAudit,
        Platform.Security.Permissions.WriteAudit,
        Platform.Security.Permissions.ManageAudit,
        Platform.Security.Permissions.ReadAccess,
        Platform.Security.Permissions.ManageAccess,
        Platform.Security.Permissions.ManageTenants,
        Platform.Security.Permissions.ManageWorkflows
    );

    /// <param name="permissions">What they may do.</param>
    /// <param name="rows">Which rows they see; all when there are none.</param>
    /// <param name="hiddenFields">What they do not see of them.</param>
    public Entitlement(IEnumerable<string> permissions, IReadOnlyList<RowRule> rows, IEnumerable<string> hiddenFields)
    {
        Permissions = permissions.ToFrozenSet(StringComparer.Ordinal);
        Scope = new DataScope
        {
            Rows = rows,
            HiddenFields = hiddenFields.ToFrozenSet(StringComparer.Ordinal),
            SeesSensitive = Permissions.Contains(Platform.Security.Permissions.SeeSensitive),
            SeesSecret = Permissions.Contains(Platform.Security.Permissions.SeeSecret),
        };
    }

    private Entitlement(FrozenSet<string> permissions, DataScope scope) => (Permissions, Scope) = (permissions, scope);

    /// <summary>What they may do.</summary>
    public FrozenSet<string> Permissions { get; }

    /// <summary>What of the telemetry they see.</summary>
    public DataScope Scope { get; }

    private bool SeesTelemetry => !Permissions.IsSubsetOf(Blind);

    /// <summary>What a caller was let in with.</summary>
    public static Entitlement Of(ClaimsPrincipal caller) =>
        new(
            caller
                .FindAll(Platform.Security.Permissions.ClaimType)
                .Select(claim => claim.Value)
                .ToFrozenSet(StringComparer.Ordinal),
            Reader.Of(caller).Scope
        );

    /// <summary>What several roles give together.</summary>
    /// <remarks>Rows are those of the roles that may search: were the rows of the others added, a role that searches few rows and one
    /// that changes alerts on all would together search all of them. Where none may search, those of all roles that see anything of
    /// the telemetry.</remarks>
    public static Entitlement Together(IReadOnlyCollection<Entitlement> roles)
    {
        var searching = roles.Where(r => r.Permissions.Contains(Platform.Security.Permissions.ReadLogs)).ToList();
        var seeing = searching.Count > 0 ? searching : [.. roles.Where(r => r.SeesTelemetry)];
        return new Entitlement(
            roles.SelectMany(r => r.Permissions),
            seeing.Exists(r => r.Scope.Rows.Count == 0) ? [] : [.. seeing.SelectMany(r => r.Scope.Rows)],
            roles.SelectMany(r => r.Scope.HiddenFields)
        );
    }

    /// <summary>The same without some permissions.</summary>
    public Entitlement Without(IEnumerable<string> permissions) =>
        new(Permissions.Except(permissions, StringComparer.Ordinal), Scope.Rows, Scope.HiddenFields);

    /// <summary>What of this is among some permissions.</summary>
    public Entitlement Only(IEnumerable<string> permissions) =>
        new(Permissions.Intersect(permissions, StringComparer.Ordinal), Scope.Rows, Scope.HiddenFields);

    /// <summary>Whether somebody with this has all that the other gives: they may give it, take it, and change who has it.</summary>
    public bool Covers(Entitlement other) =>
        other.Permissions.IsSubsetOf(Permissions)
        && (
            !other.SeesTelemetry
            || (RowsCover(other.Scope.Rows) && Scope.HiddenFields.All(other.Scope.HiddenFields.Contains))
        );

    private bool RowsCover(IReadOnlyList<RowRule> rows) =>
        Scope.Rows.Count == 0 || (rows.Count > 0 && rows.All(row => Scope.Rows.Any(mine => Covers(mine, row))));

    // A pattern is covered by itself, and a plain name by a pattern that it fits; whether one pattern fits into another is not asked.
    private static bool Covers(RowRule wide, RowRule narrow) =>
        narrow.LeastSeverity >= wide.LeastSeverity
        && (
            wide.Services.Count == 0
            || (narrow.Services.Count > 0 && narrow.Services.All(name => wide.Services.Any(p => Fits(p, name))))
        )
        && (
            wide.Streams.Count == 0
            || (
                narrow.Streams.Count > 0
                && narrow.Streams.All(name => wide.Streams.Contains(name, StringComparer.Ordinal))
            )
        );

    private static bool Fits(string pattern, string name) =>
        pattern == name
        || (
            !name.Contains('*', StringComparison.Ordinal)
            && !pattern.AsSpan().ContainsAny('?', '\\') // would mean more to the framework than to us
            && FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)
        );
}
