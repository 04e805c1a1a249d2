using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Monolith.Platform.ClickHouse;

/// <summary>
/// Talks to ClickHouse over its HTTP interface: the embedded engine or a server, which look alike from here. Thread-safe.
/// It retries nothing: who calls knows what may be sent twice.
/// </summary>
public sealed class ClickHouseClient : IDisposable
{
    private const int MaxErrorBytes = 64 * 1024;
    private static readonly TimeSpan PingBound = TimeSpan.FromSeconds(5);
    private readonly HttpClient _http;
    private readonly TimeProvider _clock;

    /// <summary>A client for one database.</summary>
    /// <param name="http">With the address and the credentials, see <see cref="ClickHouseTransport"/>. The client owns it.</param>
    /// <param name="database">Where unqualified table names lie.</param>
    /// <param name="clock">For the ids of statements.</param>
    public ClickHouseClient(HttpClient http, string database, TimeProvider clock)
    {
        _http = http;
        _clock = clock;
        Database = database;
    }

    /// <summary>Where unqualified table names lie.</summary>
    public string Database { get; }

    /// <summary>Runs a statement that has no result, such as DDL, to its end.</summary>
    /// <exception cref="ClickHouseException">It failed, or ClickHouse cannot be reached.</exception>
    public async Task ExecuteAsync(ClickHouseQuery query, CancellationToken cancellationToken)
    {
        await using var result = await QueryRawAsync(query, "Null", cancellationToken);
        await result.Body.CopyToAsync(Stream.Null, cancellationToken);
    }

    /// <summary>Runs a statement and hands its result on as it comes, unparsed.</summary>
    /// <param name="query">The statement, without a FORMAT clause.</param>
    /// <param name="format">A format of ClickHouse, for example <c>JSONEachRow</c>.</param>
    /// <param name="cancellationToken">Stops the statement in ClickHouse too.</param>
    /// <exception cref="ClickHouseException">It failed, or ClickHouse cannot be reached.</exception>
    public async Task<ClickHouseResult> QueryRawAsync(
        ClickHouseQuery query,
        string format,
        CancellationToken cancellationToken
    )
    {
        var address = Address(query.Database ?? Database, query.QueryId, query.Tenant?.Value ?? "*");
        address.Add("default_format", format);
        foreach (var (name, value) in query.Parameters)
        {
            address.Add($"param_{name}", ClickHouseParameters.Encode(query.Sql, name, value));
        }

        foreach (var (name, value) in query.Settings)
        {
            address.Add(name, value);
        }

        var response = await SendAsync(address, new StringContent(query.Sql, Encoding.UTF8), cancellationToken);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return new ClickHouseResult(
            response,
            new ResultStream(body, Header(response, "X-ClickHouse-Exception-Tag")),
            Header(response, ReadSummary.Header)
        );
    }

    /// <summary>Runs a statement and reads its rows one by one.</summary>
    /// <exception cref="ClickHouseException">It failed, also in the middle, or ClickHouse cannot be reached.</exception>
    public async IAsyncEnumerable<T> QueryAsync<T>(
        ClickHouseQuery query,
        JsonTypeInfo<T> rowType,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var result = await QueryRawAsync(query, "JSONEachRow", cancellationToken);
        var rows = JsonSerializer.DeserializeAsyncEnumerable(
            result.Body,
            rowType,
            topLevelValues: true,
            cancellationToken
        );
        await foreach (var row in rows)
        {
            yield return row ?? throw new JsonException("ClickHouse sent a row that is null.");
        }
    }

    /// <inheritdoc cref="QueryAsync{T}(ClickHouseQuery, JsonTypeInfo{T}, CancellationToken)"/>
    public IAsyncEnumerable<T> QueryAsync<T>(
        ClickHouseQuery query,
        JsonSerializerOptions options,
        CancellationToken cancellationToken
    ) => QueryAsync(query, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)), cancellationToken);

    /// <summary>Inserts rows. All of them are in the table when this returns.</summary>
    /// <exception cref="ClickHouseException">ClickHouse refused, or cannot be reached. In the second case nobody knows
    /// whether the rows arrived: send them again under the same token.</exception>
    public async Task<InsertSummary> InsertAsync(ClickHouseInsert insert, CancellationToken cancellationToken)
    {
        var columns = insert.Columns.Count == 0 ? "" : $" ({string.Join(", ", insert.Columns.Select(SqlName.Quote))})";
        var address = Address(Database, queryId: null, "*");
        address.Add("query", $"INSERT INTO {SqlName.Quote(insert.Table)}{columns} FORMAT Native");
        address.Add("insert_deduplication_token", insert.DeduplicationToken);
        address.Add("deduplicate_blocks_in_dependent_materialized_views", "1");
        address.Add("input_format_skip_unknown_fields", "0"); // a misspelt column is an error, not a row of defaults
        address.Add("async_insert", "0");
        address.Add("max_partitions_per_insert_block", "0"); // an import of old records may span any number of days
        address.Add("distributed_foreground_insert", "1"); // a Distributed table must not keep rows in a queue of its own
        using var response = await SendAsync(address, new InsertContent(insert), cancellationToken);
        return InsertSummary.Parse(Header(response, InsertSummary.Header));
    }

    /// <summary>Whether ClickHouse answers at all. Says nothing about the database or the credentials.</summary>
    public async Task<bool> PingAsync(CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(PingBound);
        try
        {
            using var response = await _http.GetAsync(new Uri("ping", UriKind.Relative), bound.Token);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private RequestAddress Address(string database, string? queryId, string rowsOf)
    {
        var id = queryId ?? Guid.CreateVersion7(_clock.GetUtcNow()).ToString();
        var address = new RequestAddress();
        address.Add("database", database);
        address.Add("query_id", id);
        address.Add("log_comment", $"{rowsOf}|{id}");
        return address;
    }

    private async Task<HttpResponseMessage> SendAsync(
        RequestAddress address,
        HttpContent content,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address.ToUri()) { Content = content };
        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode ? response : throw await ReadErrorAsync(response, cancellationToken);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw ClickHouseException.Unreachable(error);
        }
    }

    private static async Task<ClickHouseException> ReadErrorAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        using (response)
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var text = new byte[MaxErrorBytes];
            var count = await body.ReadAtLeastAsync(text, MaxErrorBytes, throwOnEndOfStream: false, cancellationToken);
            return ClickHouseException.FromAnswer(response.StatusCode, Encoding.UTF8.GetString(text, 0, count));
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    /// <summary>The body of an INSERT, written straight into the connection.</summary>
    private sealed class InsertContent : HttpContent
    {
        private readonly ClickHouseInsert _insert;

        public InsertContent(ClickHouseInsert insert)
        {
            _insert = insert;
            Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(
            Stream stream,
            System.Net.TransportContext? context,
            CancellationToken cancellationToken
        ) => _insert.WriteBodyAsync(stream, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = _insert.BodyBytes ?? 0;
            return _insert.BodyBytes is not null;
        }
    }
}
