using Microsoft.Extensions.Options;
using Monolith.Platform.Security;

namespace Monolith.Ingest.PubSub;

/// <summary>Refuses rules of tenants that would leave room for doubt.</summary>
internal sealed class PubSubOptionsValidator : IValidateOptions<PubSubOptions>
{
    public ValidateOptionsResult Validate(string? name, PubSubOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(PubSubOptions options)
    {
        const string Rules = $"{PubSubOptions.Section}:Tenants";
        var topics = PubSubTopic.NamesOf(options).ToHashSet(StringComparer.Ordinal);
        var hasPattern = topics.Any(PubSubTopic.IsPattern);
        if (hasPattern && options.Tenants.Count == 0)
        {
            yield return $"{Rules} is empty, but a topic has {PubSubTopic.TenantHole} in its name.";
        }

        foreach (var rule in options.Tenants)
        {
            if (!TenantId.IsName(rule.Tenant))
            {
                yield return $"{Rules}: '{rule.Tenant}' is no tenant: use up to 64 letters, digits, '-', '_' or '.'.";
            }

            if (rule.Topic is null && (!hasPattern || rule.App is not null || rule.Key is not null))
            {
                yield return $"{Rules}: the rule of '{rule.Tenant}' must name a Topic.";
            }

            if (rule.Topic is { } topic && (PubSubTopic.IsPattern(topic) || !topics.Contains(topic)))
            {
                yield return $"{Rules}: the rule of '{rule.Tenant}' is about '{topic}', which is none of the topics.";
            }

            if (rule.App is not null && rule.Key is not null)
            {
                yield return $"{Rules}: the rule of '{rule.Tenant}' must not name both an App and a Key.";
            }
        }

        foreach (
            var rules in options.Tenants.Where(r => r.Topic is not null).GroupBy(r => r.Topic!, StringComparer.Ordinal)
        )
        {
            if (rules.Any(r => r.App is not null) && rules.Any(r => r.Key is not null))
            {
                yield return $"{Rules}: '{rules.Key}' is divided by App and by Key; one message could belong to two tenants.";
            }

            if (rules.GroupBy(r => (r.App, r.Key)).Any(same => same.Count() > 1))
            {
                yield return $"{Rules}: two rules are about the same messages of '{rules.Key}'.";
            }
        }
    }
}
