using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Monolith.Platform.Language;
using Monolith.Platform.Problems;

namespace Monolith.Explore.Traces;

/// <summary>
/// Where a page of traces ended: the place of its last trace in the order, that trace's id, and the absolute range that the
/// search had on its first page. Traces that come in meanwhile cannot move what is still to be shown.
/// </summary>
/// <param name="Range">What <c>from</c> and <c>to</c> meant when the first page was asked for.</param>
/// <param name="LastNanos">When the newest of the wanted spans of the page's last trace began; of the slowest, how long that
/// trace took.</param>
/// <param name="LastTrace">The id of that trace, in lower case.</param>
internal sealed record TraceCursor(TimeRange Range, long LastNanos, string LastTrace)
{
    private const byte Version = 1;
    private const int TraceBytes = 16;
    private const int FingerprintBytes = 8;
    private const int Length = 1 + 3 * sizeof(long) + TraceBytes + FingerprintBytes;

    /// <summary>The cursor as text, bound to the search that it belongs to.</summary>
    public string Write(FindTraces.Query search)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[1..], Range.FromUnixNano);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[9..], Range.ToUnixNano);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[17..], LastNanos);
        Convert.FromHexString(LastTrace).CopyTo(bytes[25..]);
        Fingerprint(search).CopyTo(bytes[(25 + TraceBytes)..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor that belongs to the search.</summary>
    /// <exception cref="InvalidRequestException">It is no cursor, or one of another search.</exception>
    public static TraceCursor Read(string text, FindTraces.Query search)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (
            text.Length != Base64Url.GetEncodedLength(Length)
            || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var written)
            || written != Length
            || bytes[0] != Version
        )
        {
            throw new InvalidRequestException("cursor", "This is no cursor. Take it from next_cursor as it is.");
        }

        if (!bytes[(25 + TraceBytes)..].SequenceEqual(Fingerprint(search)))
        {
            throw new InvalidRequestException(
                "cursor",
                "The cursor belongs to another search. Repeat all parameters of the first page, limit excepted."
            );
        }

        var range = new TimeRange(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[9..])
        );
        return new TraceCursor(
            range.Intersect(TimeRange.Everything),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[17..]),
            Convert.ToHexStringLower(bytes.Slice(25, TraceBytes))
        );
    }

    // As JSON, so that no two searches are the same text.
    private static ReadOnlySpan<byte> Fingerprint(FindTraces.Query search)
    {
        string?[][] parts =
        [
            [
                search.Reader.Tenant.Value,
                search.Reader.Scope.Fingerprint,
                $"{search.From}",
                $"{search.To}",
                $"{search.IsFailed}",
                $"{search.Order}",
            ],
            [search.MinDurationNano?.ToString(CultureInfo.InvariantCulture)],
            [.. search.Services],
            [.. search.Operations],
        ];
        return SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(parts)).AsSpan(0, FingerprintBytes);
    }
}
