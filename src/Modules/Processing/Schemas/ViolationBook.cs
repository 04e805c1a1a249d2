using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using System.Text;
using Monolith.Platform.Security;
using Monolith.Processing.Sampling;

namespace Monolith.Processing.Schemas;

/// <summary>What became of a violation.</summary>
internal enum ViolationOutcome
{
    /// <summary>The record was kept and marked.</summary>
    Accepted,

    /// <summary>The value was mended.</summary>
    Fixed,

    /// <summary>The record was refused.</summary>
    Refused,

    /// <summary>The record was put into quarantine, and its client was not told.</summary>
    Quarantined,
}

/// <summary>How often something was broken, since this process began.</summary>
/// <param name="Service">Who broke it.</param>
/// <param name="Field">Which field.</param>
/// <param name="Rule">What about it.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Count">How often.</param>
/// <param name="LastSeen">When last.</param>
internal sealed record Violation(
    string Service,
    string Field,
    string Rule,
    ViolationOutcome Outcome,
    long Count,
    DateTimeOffset LastSeen
);

/// <summary>Counts violations by service, field and rule. It holds no values; bounded whatever clients send: services beyond the bound
/// are counted together. Thread-safe.</summary>
internal sealed class ViolationBook
{
    /// <summary>The service that stands for those beyond the bound.</summary>
    public const string Others = "(others)";

    private const int MaxEntries = 10_000;
    private const int MaxServiceBytes = 200;

    private static readonly string[] Outcomes =
    [
        .. Enum.GetNames<ViolationOutcome>().Select(name => name.ToLowerInvariant()),
    ];

    private readonly ConcurrentDictionary<Key, Entry> _entries = [];
    private readonly Counter<long> _counter;
    private int _count;

    public ViolationBook(IMeterFactory meters) =>
        _counter = meters
            .Create("Monolith.Processing")
            .CreateCounter<long>(
                "monolith.processing.contract.violations",
                "{violation}",
                "What records broke of their contracts, by rule and by what became of it."
            );

    /// <summary>Counts one.</summary>
    public void Count(
        TenantId tenant,
        ReadOnlySpan<byte> service,
        string field,
        ViolationRule rule,
        ViolationOutcome outcome,
        long nowUnixNano
    )
    {
        _counter.Add(
            1,
            new KeyValuePair<string, object?>("monolith.rule", ViolationRules.Name(rule)),
            new KeyValuePair<string, object?>("monolith.outcome", Outcomes[(int)outcome])
        );
        var key = new Key(tenant, RecordHash.Of(service), field, rule, outcome);
        if (!_entries.TryGetValue(key, out var entry))
        {
            entry = Add(key, service);
        }

        Interlocked.Increment(ref entry.Count);
        Volatile.Write(ref entry.LastUnixNano, nowUnixNano);
    }

    /// <summary>What was broken in a tenant's records, the most frequent first.</summary>
    public IReadOnlyList<Violation> List(TenantId tenant) =>
        [
            .. _entries
                .Where(entry => entry.Key.Tenant == tenant)
                .Select(entry => new Violation(
                    entry.Value.Service,
                    entry.Key.Field,
                    ViolationRules.Name(entry.Key.Rule),
                    entry.Key.Outcome,
                    Interlocked.Read(ref entry.Value.Count),
                    Platform.Language.UnixNano.ToTime(Volatile.Read(ref entry.Value.LastUnixNano))
                ))
                .OrderByDescending(violation => violation.Count)
                .ThenBy(violation => violation.Service, StringComparer.Ordinal)
                .ThenBy(violation => violation.Field, StringComparer.Ordinal),
        ];

    private Entry Add(Key key, ReadOnlySpan<byte> service)
    {
        // A contract has so many fields and rules, so what is counted together is bounded too.
        if (Volatile.Read(ref _count) >= MaxEntries)
        {
            return _entries.GetOrAdd(key with { Service = 0 }, static _ => new Entry(Others));
        }

        var added = new Entry(Encoding.UTF8.GetString(service[..Math.Min(service.Length, MaxServiceBytes)]));
        var kept = _entries.GetOrAdd(key, added);
        if (kept == added)
        {
            Interlocked.Increment(ref _count);
        }

        return kept;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Key(
        TenantId Tenant,
        ulong Service,
        string Field,
        ViolationRule Rule,
        ViolationOutcome Outcome
    );

    private sealed class Entry(string service)
    {
        public long Count;
        public long LastUnixNano;

        public string Service => service;
    }
}
