using Microsoft.Extensions.Options;
using Monolith.Explore.Facets;
using Monolith.Explore.Fields;
using Monolith.Explore.Query;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;

namespace Monolith.Explore.Completion;

/// <summary>What a tenant's records call things: their fields, and the values of a field. Remembered for a few seconds, and for
/// minutes while newer ones are found, for each tenant by itself, and in it for all who see the same.</summary>
internal sealed class KnownNames(
    FieldCatalog catalog,
    FacetFinder facets,
    IOptions<ExploreOptions> options,
    TimeProvider clock
)
{
    // An answer to somebody who is typing: of one field so many records are looked at in an instant.
    private const long MaxRows = 100_000;
    private const int MaxValues = 100;

    private const int Capacity = 1000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly LogCondition Everything = new LogCondition.Everything();

    private readonly Remembered<(TenantId, string, LogTime?, LogTime), FieldList> _fields = new(
        Lifetime,
        Patience,
        Capacity,
        clock
    );
    private readonly Remembered<(TenantId, string, LogTime?, LogTime, string, string), Facet> _values = new(
        Lifetime,
        Patience,
        Capacity,
        clock
    );

    /// <summary>The fields that occur in a time.</summary>
    public async Task<IReadOnlyList<KnownField>> FieldsAsync(Reader reader, QueryTime time)
    {
        var list = await _fields.GetAsync(
            (reader.Tenant, reader.Scope.Fingerprint, time.From, time.To),
            () =>
            {
                var bound = new TimeBound(options.Value.MaxExecutionTime, clock);
                return catalog.ListAsync(reader, Everything, RangeOf(time, bound), bound, CancellationToken.None);
            }
        );
        return list.Fields;
    }

    /// <summary>The values of a field that occur in a time and have the text somewhere in them, in either case.</summary>
    public async Task<IReadOnlyList<FacetValue>> ValuesAsync(Reader reader, QueryTime time, string field, string text)
    {
        var all = await FindAsync(reader, time, field, "");
        var isComplete = all.Distinct <= all.Values.Count;
        var facet = isComplete || text.Length == 0 ? all : await FindAsync(reader, time, field, text);
        return [.. facet.Values.Where(value => value.Value.Contains(text, StringComparison.OrdinalIgnoreCase))];
    }

    private Task<Facet> FindAsync(Reader reader, QueryTime time, string field, string text) =>
        _values.GetAsync(
            (reader.Tenant, reader.Scope.Fingerprint, time.From, time.To, field, text.ToUpperInvariant()),
            async () =>
            {
                var bound = new TimeBound(options.Value.MaxExecutionTime, clock);
                var question = new FacetQuestion(
                    reader,
                    text.Length == 0 ? Everything : new LogCondition.Matches(new LogField(field), Containing(text)),
                    RangeOf(time, bound),
                    [field],
                    MaxValues,
                    MaxRows
                );
                return (await facets.FindAsync(question, bound, CancellationToken.None)).Facets[0];
            }
        );

    private static TimeRange RangeOf(QueryTime time, TimeBound bound) =>
        new LogSelection(Everything, time.From, time.To).Range(bound.Now);

    // Every sign means itself; one that is no letter or digit may always have a backslash before it.
    private static string Containing(string text) =>
        $"(?i){string.Concat(text.Select(c => char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) && !char.IsControl(c) ? $"\\{c}" : $"{c}"))}";
}
