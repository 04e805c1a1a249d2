using Monolith.Platform.Security;

namespace Monolith.Access.Roles;

/// <summary>What of the telemetry somebody sees, as it is shown.</summary>
/// <param name="Rows">Which rows; every row when there are none.</param>
/// <param name="HiddenFields">Which fields of them are hidden.</param>
/// <param name="SeesSensitive">Whether fields that a contract calls sensitive are seen.</param>
/// <param name="SeesSecret">Whether fields that a contract calls secret are seen.</param>
internal sealed record ScopeView(
    IReadOnlyList<RowBody> Rows,
    IReadOnlyList<string> HiddenFields,
    bool SeesSensitive,
    bool SeesSecret
)
{
    public static ScopeView Of(DataScope scope) =>
        new(
            [.. scope.Rows.Select(RowBody.Of)],
            [.. scope.HiddenFields.Order(StringComparer.Ordinal)],
            scope.SeesSensitive,
            scope.SeesSecret
        );
}
