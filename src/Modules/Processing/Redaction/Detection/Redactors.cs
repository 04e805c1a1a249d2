using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Monolith.Platform.Security;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>What protects the texts of each tenant that no pipeline speaks of: what was refused, and spans where it protects no records.
/// Thread-safe.</summary>
internal sealed class Redactors(IValueProtectors protectors, IOptions<RedactionOptions> options)
{
    private readonly ConcurrentDictionary<TenantId, Redactor> _redactors = [];
    private readonly ConcurrentDictionary<TenantId, RedactSpan[]> _spans = [];
    private readonly DetectionRules _rules = RedactRules.Read(new RedactSettings(), options.Value);

    /// <summary>Whether anything is protected at all.</summary>
    public bool IsEnabled => options.Value.Enabled;

    /// <summary>The redactor of a tenant by the usual rules; null when nothing is protected.</summary>
    public Redactor? Of(TenantId tenant) =>
        IsEnabled ? _redactors.GetOrAdd(tenant, static (t, self) => self.Make(t, self._rules), this) : null;

    /// <summary>What protects the spans of a tenant by the usual rules; nothing when nothing is protected.</summary>
    public IReadOnlyList<RedactSpan> SpansOf(TenantId tenant) =>
        Of(tenant) is { } redactor ? _spans.GetOrAdd(tenant, static (_, r) => [new RedactSpan(r)], redactor) : [];

    /// <summary>A redactor of a tenant by rules of its own.</summary>
    public Redactor Make(TenantId tenant, DetectionRules rules) => new(rules, protectors.Of(tenant));
}
