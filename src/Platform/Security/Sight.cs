using System.Text;
using Microsoft.AspNetCore.Http;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Signals;

namespace Monolith.Platform.Security;

/// <summary>What a reader sees of what was made of records by a part of the system that saw all of them: alerts, evidence, refused
/// records. Where it cannot be told whether a row or a field is in it that they do not see, it is taken to be. Thread-safe.</summary>
public sealed class Sight(DataScope scope)
{
    /// <summary>Stands for what is not shown.</summary>
    public const string Cover = "[hidden]";

    private readonly HiddenNames _hidden = new(scope.HiddenFields);
    private readonly (RowRule Rule, LogMatcher? Services)[] _rules =
    [
        .. scope.Rows.Select(rule =>
            (
                rule,
                SeenServices.Of(rule) is LogCondition.Everything
                    ? null
                    : new LogMatcher(SeenServices.Of(rule), DateTimeOffset.UnixEpoch)
            )
        ),
    ];

    /// <summary>What the caller of an endpoint sees.</summary>
    public static Sight Of(HttpContext http) => new(Reader.Of(http).Scope);

    /// <summary>Whether all is seen.</summary>
    public bool IsWhole => scope.HidesNothing;

    /// <summary>Whether some rows are not seen.</summary>
    public bool HidesRows => scope.Rows.Count > 0;

    /// <summary>Whether some fields are not seen.</summary>
    public bool HidesFields => scope.HiddenFields.Count > 0;

    /// <summary>Whether a field or an attribute of this name is not seen.</summary>
    public bool Hides(string field) => _hidden.HidesField(field);

    /// <summary>Whether a label is not seen: a field whose name was written with other signs.</summary>
    /// <param name="label">The name of the label.</param>
    /// <param name="labelOf">How the name of a field becomes that of a label.</param>
    public bool HidesLabel(string label, Func<string, string> labelOf) =>
        _hidden.Names.Any(name => labelOf(name) == label)
        || _hidden.Prefixes.Any(prefix => label.StartsWith(labelOf(prefix), StringComparison.Ordinal));

    /// <summary>Whether all records of a service are seen, in whatever stream.</summary>
    /// <param name="service">The service; null for all of them.</param>
    /// <param name="least">The least severity that counts.</param>
    public bool Shows(string? service, SeverityNumber least)
    {
        if (!HidesRows)
        {
            return true;
        }

        var record = new LogRecord { ServiceName = Encoding.UTF8.GetBytes(service ?? "") };
        return Array.Exists(
            _rules,
            rule =>
                rule.Rule.Streams.Count == 0
                && rule.Rule.LeastSeverity <= (int)least
                && (rule.Services is null || (service is not null && rule.Services.Matches(record)))
        );
    }
}
