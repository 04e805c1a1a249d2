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
    // So many records are looked at before the next letter is typed; to find what is rare among more of them takes longer.
    private const long RowsOfGlance = 10_000;
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
            () => ListAsync(MaxRows),
            () => ListAsync(RowsOfGlance)
        );
        return list.Fields;

        Task<FieldList> ListAsync(long rows)
        {
            var bound = new TimeBound(options.Value.MaxExecutionTime, clock);
            return catalog.ListAsync(reader, Everything, RangeOf(time, bound), rows, bound, CancellationToken.None);
        }
    }

    /// <summary>The values of a field that occur in a time and have the text somewhere in them, in either case.</summary>
    public async Task<IReadOnlyList<FacetValue>> ValuesAsync(Reader reader, QueryTime time, string field, string text)
    {
        var all = FindAsync(reader, time, field, "");

        // Where it takes time to find out whether these are all values, those with the text are found in the meantime.
        var isSoonKnown = text.Length == 0 || all.IsCompleted || IsCounted(field);
        var isEnough = isSoonKnown && (text.Length == 0 || IsComplete(await all));
        var facet = await (isEnough ? all : FindAsync(reader, time, field, text));
        return [.. facet.Values.Where(value => value.Value.Contains(text, StringComparison.OrdinalIgnoreCase))];
    }

    private Task<Facet> FindAsync(Reader reader, QueryTime time, string field, string text)
    {
        return _values.GetAsync(
            (reader.Tenant, reader.Scope.Fingerprint, time.From, time.To, field, text.ToUpperInvariant()),
            () => FindAmongAsync(MaxRows),
            IsCounted(field) ? null : () => FindAmongAsync(RowsOfGlance)
        );

        async Task<Facet> FindAmongAsync(long rows)
        {
            var bound = new TimeBound(options.Value.MaxExecutionTime, clock);
            var question = new FacetQuestion(reader, Everything, RangeOf(time, bound), [field], MaxValues, rows, text);
            return (await facets.FindAsync(question, bound, CancellationToken.None)).Facets[0];
        }
    }

    private static bool IsCounted(string field) => CountedFacets.Know(Everything, field);

    private static bool IsComplete(Facet facet) => facet.Distinct <= facet.Values.Count;

    private static TimeRange RangeOf(QueryTime time, TimeBound bound) =>
        new LogSelection(Everything, time.From, time.To).Range(bound.Now);
}
