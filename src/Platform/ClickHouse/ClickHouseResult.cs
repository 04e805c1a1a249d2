using System.Globalization;
using System.Text.Json;

namespace Monolith.Platform.ClickHouse;

/// <summary>A result on its way. Disposing it before its end stops the statement in ClickHouse.</summary>
public sealed class ClickHouseResult : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;

    internal ClickHouseResult(HttpResponseMessage response, Stream body, string? summary)
    {
        _response = response;
        Body = body;
        Summary = ReadSummary.Parse(summary);
    }

    /// <summary>
    /// The bytes in the format that was asked for. Reading throws <see cref="ClickHouseException"/> when the statement
    /// failed after its result had begun, and never gives the words of that error as data.
    /// </summary>
    public Stream Body { get; }

    /// <summary>What was read up to the first byte of the answer: all of it when the setting <c>wait_end_of_query</c> had the
    /// answer wait for its end.</summary>
    public ReadSummary Summary { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Body.DisposeAsync();
        _response.Dispose();
    }
}

/// <summary>What ClickHouse read to answer.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Bytes">Bytes, uncompressed.</param>
public readonly record struct ReadSummary(long Rows, long Bytes)
{
    internal const string Header = InsertSummary.Header;

    /// <summary>Reads the header, which is JSON with numbers as text.</summary>
    internal static ReadSummary Parse(string? header)
    {
        if (header is null)
        {
            return default;
        }

        using var summary = JsonDocument.Parse(header);
        return new ReadSummary(Number(summary, "read_rows"), Number(summary, "read_bytes"));
    }

    private static long Number(JsonDocument summary, string name) =>
        summary.RootElement.TryGetProperty(name, out var number)
            ? long.Parse(number.GetString()!, CultureInfo.InvariantCulture)
            : 0;
}
