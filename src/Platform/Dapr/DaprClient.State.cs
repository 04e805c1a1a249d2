using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monolith.Platform.Dapr;

public sealed partial class DaprClient
{
    private const string StateRoute = "/v1.0/state";

    /// <summary>Reads a value. <c>GET /v1.0/state/{store}/{key}</c></summary>
    /// <returns>The value; the type's default when there is none.</returns>
    public async Task<T?> GetStateAsync<T>(
        string storeName,
        string key,
        CancellationToken cancellationToken = default
    ) => (await GetStateAndETagAsync<T>(storeName, key, cancellationToken)).Value;

    /// <summary>Reads a value and its ETag, as of the last write. <c>GET /v1.0/state/{store}/{key}?consistency=strong</c></summary>
    /// <returns>The type's default and no ETag when there is no value.</returns>
    public async Task<(T? Value, string? ETag)> GetStateAndETagAsync<T>(
        string storeName,
        string key,
        CancellationToken cancellationToken = default
    )
    {
        var path = DaprPath.Of(StateRoute, storeName, key).AddQuery([new("consistency", "strong")]);
        using var response = await _transport.SendAsync(DaprRequest.Get(path), cancellationToken);
        return (await ReadAsync<T>(response, cancellationToken), Header(response, "ETag"));
    }

    /// <summary>Reads many values. <c>POST /v1.0/state/{store}/bulk</c></summary>
    /// <returns>An item for each key, in any order; without data when there is no value.</returns>
    public async Task<IReadOnlyList<BulkStateItem>> GetBulkStateAsync(
        string storeName,
        IReadOnlyList<string> keys,
        CancellationToken cancellationToken = default
    )
    {
        if (keys.Count == 0)
        {
            return [];
        }

        var path = DaprPath.Of(StateRoute, storeName, "bulk");
        var request = DaprRequest.Post(path, new { keys }, DaprRepeat.Always);
        var items = await ReadAsync<IReadOnlyList<BulkStateItem>>(request, cancellationToken) ?? [];
        return items.FirstOrDefault(i => i.Error is not null) is { Error: { } error }
            ? throw DaprException.Partial(request, error)
            : items;
    }

    /// <summary>Writes a value whatever was there before. <c>POST /v1.0/state/{store}</c></summary>
    /// <param name="storeName">The component.</param>
    /// <param name="key">The key, without <c>||</c>.</param>
    /// <param name="value">The value. Integers above 2^53 in it must be strings.</param>
    /// <param name="timeToLive">After this time the value is gone; rounded up to seconds. Null when nothing is
    /// said of it, <see cref="Timeout.InfiniteTimeSpan"/> to take back what was said before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SaveStateAsync<T>(
        string storeName,
        string key,
        T value,
        TimeSpan? timeToLive = null,
        CancellationToken cancellationToken = default
    ) =>
        _transport.ExecuteAsync(
            DaprRequest.Post(
                DaprPath.Of(StateRoute, storeName),
                new[] { StateRequest.Save(key, value, timeToLive) },
                DaprRepeat.Always
            ),
            cancellationToken
        );

    /// <summary>Writes a value if nobody has changed it meanwhile. <c>POST /v1.0/state/{store}</c></summary>
    /// <param name="storeName">The component.</param>
    /// <param name="key">The key, without <c>||</c>.</param>
    /// <param name="value">The value. Integers above 2^53 in it must be strings.</param>
    /// <param name="etag">The ETag that was read; null when there must be no value yet.</param>
    /// <param name="timeToLive">After this time the value is gone; rounded up to seconds. Null when nothing is
    /// said of it, <see cref="Timeout.InfiniteTimeSpan"/> to take back what was said before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when it was changed.</returns>
    public Task<bool> TrySaveStateAsync<T>(
        string storeName,
        string key,
        T value,
        string? etag,
        TimeSpan? timeToLive = null,
        CancellationToken cancellationToken = default
    ) =>
        TryChangeAsync(
            DaprRequest.Post(
                DaprPath.Of(StateRoute, storeName),
                new[] { StateRequest.SaveIfUnchanged(key, value, etag, timeToLive) }
            ),
            cancellationToken
        );

    /// <summary>Removes a value, which need not be there. <c>DELETE /v1.0/state/{store}/{key}</c></summary>
    public Task DeleteStateAsync(string storeName, string key, CancellationToken cancellationToken = default) =>
        _transport.ExecuteAsync(
            new DaprRequest(HttpMethod.Delete, DaprPath.Of(StateRoute, storeName, key)) { Repeat = DaprRepeat.Always },
            cancellationToken
        );

    /// <summary>Removes a value if nobody has changed it meanwhile. <c>DELETE /v1.0/state/{store}/{key}</c> with <c>If-Match</c></summary>
    /// <returns>False when it was changed.</returns>
    public Task<bool> TryDeleteStateAsync(
        string storeName,
        string key,
        string etag,
        CancellationToken cancellationToken = default
    ) =>
        TryChangeAsync(
            new DaprRequest(
                HttpMethod.Delete,
                DaprPath.Of(StateRoute, storeName, key).AddQuery([new("concurrency", "first-write")])
            )
            {
                Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["If-Match"] = etag },
            },
            cancellationToken
        );

    /// <summary>Does all of the operations or none. <c>POST /v1.0/state/{store}/transaction</c></summary>
    /// <exception cref="DaprException">With the code <c>ERR_STATE_TRANSACTION</c> also when an ETag did not match: read the
    /// values back to find out. Without a status, nobody knows whether it was done.</exception>
    public Task ExecuteStateTransactionAsync(
        string storeName,
        IReadOnlyList<StateTransactionRequest> operations,
        CancellationToken cancellationToken = default
    ) =>
        _transport.ExecuteAsync(
            DaprRequest.Post(DaprPath.Of(StateRoute, storeName, "transaction"), new { operations }),
            cancellationToken
        );

    private async Task<bool> TryChangeAsync(DaprRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _transport.ExecuteAsync(request, cancellationToken);
            return true;
        }
        catch (DaprException exception) when (exception.Status == HttpStatusCode.Conflict)
        {
            return false;
        }
    }

    // Not the typed property: ETags of state stores have no quotes, which HTTP asks for.
    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}

/// <summary>One value of <see cref="DaprClient.GetBulkStateAsync"/>.</summary>
/// <param name="Key">The key.</param>
/// <param name="Data">The value; null when there is none.</param>
/// <param name="ETag">Its ETag.</param>
public sealed record BulkStateItem(string Key, JsonElement? Data, string? ETag)
{
    /// <summary>Why this one could not be read: then the whole call fails.</summary>
    [JsonInclude]
    internal string? Error { get; init; }
}

/// <summary>One operation of a transaction.</summary>
public sealed class StateTransactionRequest
{
    private StateTransactionRequest(string operation, StateRequest request)
    {
        Operation = operation;
        Request = request;
    }

    /// <summary><c>upsert</c> or <c>delete</c>.</summary>
    public string Operation { get; }

    /// <summary>What to write or remove.</summary>
    [JsonInclude]
    internal StateRequest Request { get; }

    /// <summary>Writes a value whatever was there before.</summary>
    public static StateTransactionRequest Upsert<T>(string key, T value, TimeSpan? timeToLive = null) =>
        new("upsert", StateRequest.Save(key, value, timeToLive));

    /// <summary>Writes a value if its ETag still is the one given; with null, if there is no value.</summary>
    public static StateTransactionRequest UpsertIfUnchanged<T>(
        string key,
        T value,
        string? etag,
        TimeSpan? timeToLive = null
    ) => new("upsert", StateRequest.SaveIfUnchanged(key, value, etag, timeToLive));

    /// <summary>Removes a value; with an ETag, only if it still has that one.</summary>
    public static StateTransactionRequest Delete(string key, string? etag = null) =>
        new("delete", StateRequest.Delete(key, etag));
}

/// <summary>A write as the sidecar reads it.</summary>
internal sealed record StateRequest(
    string Key,
    JsonElement? Value,
    string? Etag,
    StateRequest.StateOptions? Options,
    IReadOnlyDictionary<string, string>? Metadata
)
{
    private static readonly StateOptions FirstWrite = new("first-write");

    public static StateRequest Save<T>(string key, T value, TimeSpan? timeToLive) =>
        new(key, Json(value), Etag: null, Options: null, Expiry(timeToLive));

    public static StateRequest SaveIfUnchanged<T>(string key, T value, string? etag, TimeSpan? timeToLive) =>
        new(key, Json(value), etag, FirstWrite, Expiry(timeToLive));

    public static StateRequest Delete(string key, string? etag) =>
        new(key, Value: null, etag, etag is null ? null : FirstWrite, Metadata: null);

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value, JsonSerializerOptions.Web);

    private static Dictionary<string, string>? Expiry(TimeSpan? timeToLive)
    {
        if (timeToLive is not { } time)
        {
            return null;
        }

        var seconds = time == Timeout.InfiniteTimeSpan ? -1 : Math.Ceiling(time.TotalSeconds);
        return new(StringComparer.Ordinal) { ["ttlInSeconds"] = seconds.ToString(CultureInfo.InvariantCulture) };
    }

    internal sealed record StateOptions(string Concurrency);
}
