using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Monolith.Explore.Contracts;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Problems;

namespace Monolith.Explore.Search;

/// <summary>
/// Where a page ended: the time and id of its last record, and the absolute range that the search had on its first page.
/// Records that come in meanwhile cannot move what is still to be shown.
/// </summary>
/// <param name="Range">What <c>from</c> and <c>to</c> meant when the first page was asked for.</param>
/// <param name="LastUnixNano">The time of the page's last record.</param>
/// <param name="LastId">The id of the page's last record.</param>
internal sealed record SearchCursor(TimeRange Range, long LastUnixNano, ulong LastId)
{
    private const byte Version = 1;
    private const int FingerprintBytes = 8;
    private const int Length = 1 + 4 * sizeof(long) + FingerprintBytes;

    /// <summary>The cursor as text, bound to the search that it belongs to.</summary>
    public string Write(SearchLogs search)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[1..], Range.FromUnixNano);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[9..], Range.ToUnixNano);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[17..], LastUnixNano);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[25..], LastId);
        Fingerprint(search, bytes[33..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor that belongs to the search.</summary>
    /// <exception cref="InvalidRequestException">It is no cursor, or one of another search.</exception>
    public static SearchCursor Read(string text, SearchLogs search)
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

        Span<byte> expected = stackalloc byte[FingerprintBytes];
        Fingerprint(search, expected);
        if (!bytes[33..].SequenceEqual(expected))
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
        return new SearchCursor(
            range.Intersect(TimeRange.Everything),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[17..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[25..])
        );
    }

    // Each part is preceded by its length, so that no two searches write the same bytes.
    private static void Fingerprint(SearchLogs search, Span<byte> fingerprint)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, search.Reader.Tenant.Value, search.Reader.Scope.Fingerprint);
        Add(hash, $"{search.Order}", $"{search.From}", $"{search.To}");

        // What is asked of the engine, and not how it was written: the same question may be put in other words.
        var values = new SqlValues();
        Add(hash, new ConditionSql(values, new RecordFields(values), DateTimeOffset.UnixEpoch).Of(search.Condition));
        Add(hash, [.. values.All.SelectMany(value => new[] { value.Key, value.Value })]);
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(whole);
        whole[..FingerprintBytes].CopyTo(fingerprint);
    }

    private static void Add(IncrementalHash hash, params ReadOnlySpan<string> parts)
    {
        AppendNumber(hash, parts.Length);
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            AppendNumber(hash, bytes.Length);
            hash.AppendData(bytes);
        }
    }

    private static void AppendNumber(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
