using System.Globalization;
using Monolith.Audit.Merkle;

namespace Monolith.Audit.Export;

/// <summary>Which object of an export of a trail is where. Explained in docs/audit.md.</summary>
internal static class ExportLayout
{
    /// <summary>The newest checkpoint: a signed note.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>Before the names of older checkpoints.</summary>
    public const string Checkpoints = "checkpoints/";

    /// <summary>Before the names of the statements of keys.</summary>
    public const string Keys = "keys/";

    /// <summary>Before the names of segments: entries, one a line.</summary>
    public const string Segments = "segments/";

    /// <summary>Before the names of digests.</summary>
    public const string Digests = "digests/";

    /// <summary>Before the names of what witnesses and time-stamp authorities gave.</summary>
    public const string Receipts = "anchors/";

    /// <summary>How the name of a signed note ends.</summary>
    public const string Note = "note";

    /// <summary>How the name of a time stamp ends.</summary>
    public const string Stamp = "tst";

    /// <summary>What an anchor gave for a checkpoint.</summary>
    /// <param name="anchor">The name of the anchor.</param>
    /// <param name="size">How many entries the checkpoint covers.</param>
    /// <param name="ending">How the name ends.</param>
    public static string Receipt(string anchor, long size, string ending) =>
        string.Create(CultureInfo.InvariantCulture, $"{Receipts}{anchor}/{size:D19}.{ending}");

    /// <summary>The statement of a key.</summary>
    public static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"{Keys}{number:D4}.note");

    /// <summary>A checkpoint that is kept beside newer ones.</summary>
    public static string CheckpointOf(long size) =>
        string.Create(CultureInfo.InvariantCulture, $"{Checkpoints}{size:D19}.note");

    /// <summary>A segment, named after the place of its first entry.</summary>
    public static string Segment(long first) =>
        string.Create(CultureInfo.InvariantCulture, $"{Segments}{first:D19}.ndjson");

    /// <summary>The digest of an hour.</summary>
    public static string Digest(DateTimeOffset hour) =>
        Digests + hour.UtcDateTime.ToString("yyyy/MM/dd/HH'.note'", CultureInfo.InvariantCulture);

    /// <summary>A tile of a tree.</summary>
    public static string Tile(TileId id, int width) => id.Path(width);
}
