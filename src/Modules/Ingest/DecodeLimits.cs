using System.Globalization;
using Monolith.Platform.Problems;

namespace Monolith.Ingest;

/// <summary>The bounds that decoders hold, and the words for them, made once.</summary>
internal sealed class DecodeLimits(IngestOptions options)
{
    /// <inheritdoc cref="IngestOptions.MaxRecordBytes"/>
    public int MaxRecordBytes { get; } = options.MaxRecordBytes;

    /// <inheritdoc cref="IngestOptions.MaxDepth"/>
    public int MaxDepth { get; } = options.MaxDepth;

    /// <inheritdoc cref="IngestOptions.MaxRecords"/>
    public int MaxRecords { get; } = options.MaxRecords;

    /// <summary>What is wrong with a message of a connection that has more records.</summary>
    public string TooManyRecordsDetail { get; } =
        string.Create(CultureInfo.InvariantCulture, $"A message may hold {options.MaxRecords} records.");

    /// <summary>What is wrong with a record that has more bytes.</summary>
    public string RecordTooLargeDetail { get; } =
        string.Create(CultureInfo.InvariantCulture, $"A record may have {options.MaxRecordBytes} bytes.");

    /// <summary>Holds the bound on the number of records.</summary>
    /// <exception cref="TooLargeException">There are more than one request may have.</exception>
    public void CheckCount(long records)
    {
        if (records > options.MaxRecords)
        {
            throw new TooLargeException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A request may hold {options.MaxRecords} records. Nothing of this one was kept; send smaller batches."
                )
            );
        }
    }
}
