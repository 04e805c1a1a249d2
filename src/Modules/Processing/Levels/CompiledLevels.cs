using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Levels;

/// <summary>The levels of one tenant, ready to be asked about records. Never changes.</summary>
internal sealed class CompiledLevels
{
    private static readonly LogField Service = new("service");

    // The name of OpenTelemetry's conventions and the one that it had before.
    private static readonly LogField[] Environments =
    [
        new("deployment.environment.name"),
        new("deployment.environment"),
    ];

    private readonly (LogMatcher? Means, SeverityNumber Minimum)[] _rules;

    public CompiledLevels(LevelDocument levels) =>
        _rules = [.. levels.Rules.Select(rule => (MatcherOf(rule), LevelDocumentRules.SeverityOf(rule.Minimum)))];

    /// <summary>The least severity that is kept of what this record's service writes; unspecified when all are.</summary>
    public SeverityNumber MinimumFor(LogRecord record)
    {
        foreach (var (means, minimum) in _rules)
        {
            if (means is null || means.Matches(record))
            {
                return minimum;
            }
        }

        return SeverityNumber.Unspecified;
    }

    private static LogMatcher? MatcherOf(LevelRule rule)
    {
        var parts = new List<LogCondition>();
        if (rule.Service is { } service)
        {
            parts.Add(new LogCondition.Like(Service, service));
        }

        if (rule.Environment is { } environment)
        {
            parts.Add(
                new LogCondition.Any([.. Environments.Select(field => new LogCondition.Like(field, environment))])
            );
        }

        return parts.Count switch
        {
            0 => null,
            1 => new LogMatcher(parts[0], DateTimeOffset.UnixEpoch),
            _ => new LogMatcher(new LogCondition.All(parts), DateTimeOffset.UnixEpoch),
        };
    }
}
