using Monolith.Platform.Language;
using Monolith.Platform.Signals;

namespace Monolith.Explore.Sql;

/// <summary>A filter as conditions of SQL. It must mean the same records as <see cref="LogMatcher"/>.</summary>
internal static class FilterSql
{
    /// <summary>True when the filter asks for nothing but what the roll-up of counts knows.</summary>
    public static bool IsAnsweredByCounts(this LogFilter filter) =>
        !filter.NamesOneRequest() && filter is { UserId: null, Body.Count: 0, Attributes.Count: 0 };

    /// <summary>True when the filter names the records of one request: few, and found by an index wherever they lie.</summary>
    public static bool NamesOneRequest(this LogFilter filter) =>
        filter is not { CorrelationId: null, RequestId: null, TraceId: null };

    /// <summary>Adds what both the records and the roll-up of counts know: service and severity.</summary>
    public static TenantSql WhereCounted(this TenantSql sql, LogFilter filter)
    {
        if (filter.Services.Count > 0)
        {
            sql.Where($"service IN {sql.Value(filter.Services)}");
        }

        if (filter.MinimumSeverity > SeverityNumber.Unspecified)
        {
            sql.Where($"severity_number >= {sql.Value((long)filter.MinimumSeverity)}");
        }

        return sql;
    }

    /// <summary>Adds the whole filter.</summary>
    public static TenantSql Where(this TenantSql sql, LogFilter filter)
    {
        sql.WhereCounted(filter);
        WhereEqual(sql, "correlation_id", filter.CorrelationId);
        WhereEqual(sql, "request_id", filter.RequestId);
        WhereEqual(sql, "user_id", filter.UserId);
        if (filter.TraceId is not null)
        {
            sql.Where($"trace_id = unhex({sql.Value(filter.TraceId)})");
        }

        WhereBody(sql, filter.Body);
        foreach (var match in filter.Attributes)
        {
            sql.Where($"({string.Join(" OR ", match.Values.Select(value => Has(sql, match.Name, value)))})");
        }

        return sql;
    }

    private static void WhereEqual(TenantSql sql, string column, string? value)
    {
        if (value is not null)
        {
            sql.Where($"{column} = {sql.Value(value)}");
        }
    }

    // The text index is on the expression lower(body), and is used when it is asked in exactly these words.
    private static void WhereBody(TenantSql sql, IReadOnlyList<BodyTerm> terms)
    {
        var words = terms.Where(term => term.Words.Count == 1).Select(term => term.Words[0]).ToList();
        if (words.Count > 0)
        {
            sql.Where($"hasAllTokens(lower(body), {sql.Value(words)})");
        }

        foreach (var phrase in terms.Where(term => term.Words.Count > 1))
        {
            sql.Where($"hasPhrase(lower(body), {sql.Value(string.Join(' ', phrase.Words))})");
        }
    }

    private static string Has(TenantSql sql, string name, string value)
    {
        var home = AttributeHome.Of(name, value);
        var places = new List<string>();
        if (home.Field == AttributeField.HttpStatus)
        {
            AttributeHome.TryReadStatus(value, out var status);
            places.Add($"http_status = {sql.Value((long)status)}");
        }
        else if (home.Field != AttributeField.None)
        {
            places.Add($"{Column(home.Field)} = {sql.Value(value)}");
        }

        if (home.AlsoAttribute)
        {
            var (nameValue, textValue) = (sql.Value(name), sql.Value(value));
            places.Add($"attributes[{nameValue}] = {textValue}");

            // The index on the resource's values is used only when it is asked for values.
            places.Add($"(mapContainsValue(resource, {textValue}) AND resource[{nameValue}] = {textValue})");
        }

        return string.Join(" OR ", places);
    }

    /// <summary>The column of a field that has one.</summary>
    public static string Column(AttributeField field) =>
        field switch
        {
            AttributeField.Service => "service",
            AttributeField.EventName => "event_name",
            AttributeField.CorrelationId => "correlation_id",
            AttributeField.RequestId => "request_id",
            AttributeField.UserId => "user_id",
            AttributeField.HttpMethod => "http_method",
            AttributeField.HttpRoute => "http_route",
            AttributeField.HttpUrl => "http_url",
            AttributeField.HttpStatus => "http_status",
            AttributeField.ClientAddress => "client_ip",
            AttributeField.UserAgent => "user_agent",
            _ => throw new ArgumentOutOfRangeException(nameof(field), field, null),
        };
}
