namespace Monolith.Platform.ClickHouse;

/// <summary>A result on its way. Disposing it before its end stops the statement in ClickHouse.</summary>
public sealed class ClickHouseResult : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;

    internal ClickHouseResult(HttpResponseMessage response, Stream body)
    {
        _response = response;
        Body = body;
    }

    /// <summary>
    /// The bytes in the format that was asked for. Reading throws <see cref="ClickHouseException"/> when the statement
    /// failed after its result had begun, and never gives the words of that error as data.
    /// </summary>
    public Stream Body { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Body.DisposeAsync();
        _response.Dispose();
    }
}
