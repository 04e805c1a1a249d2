using System.Globalization;
using Microsoft.Extensions.Options;
using Monolith.Platform.ClickHouse;
using Monolith.Storage.Contracts;

namespace Monolith.Storage.Reading;

/// <summary>Puts guard rails around a tenant's query.</summary>
internal sealed class QueryRunner(ClickHouseClient client, IOptions<StorageOptions> options) : IQueryRunner
{
    private readonly Dictionary<string, long> _bounds = new(StringComparer.Ordinal)
    {
        ["max_execution_time"] = (long)Math.Ceiling(options.Value.QueryMaxDuration.TotalSeconds),
        ["max_memory_usage"] = options.Value.QueryMaxMemoryBytes,
        ["max_bytes_before_external_group_by"] = options.Value.QueryMaxMemoryBytes / 2,
        ["max_bytes_before_external_sort"] = options.Value.QueryMaxMemoryBytes / 2,
        ["max_threads"] = options.Value.QueryMaxThreads,
    };

    /// <inheritdoc/>
    public Task<ClickHouseResult> RunAsync(TenantQuery query, string format, CancellationToken cancellationToken) =>
        client.QueryRawAsync(
            new ClickHouseQuery(query.Sql)
            {
                Parameters = query.Parameters,
                Settings = Bounded(query.Settings),
                Tenant = query.Tenant,
                QueryId = query.QueryId,
            },
            format,
            cancellationToken
        );

    private Dictionary<string, string> Bounded(IReadOnlyDictionary<string, string> asked)
    {
        var settings = new Dictionary<string, string>(asked, StringComparer.Ordinal);
        foreach (var (name, most) in _bounds)
        {
            // Zero means "without bound" to ClickHouse, so it does not narrow anything.
            var narrows =
                asked.TryGetValue(name, out var text)
                && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                && value > 0
                && value < most;
            if (!narrows)
            {
                settings[name] = most.ToString(CultureInfo.InvariantCulture);
            }
        }

        settings["readonly"] = "2"; // reads only; the settings of this request may still be set
        return settings;
    }
}
