using System.Globalization;
using Monolith.Audit.Merkle;

namespace Monolith.Audit.Checkpoints;

/// <summary>What a log signs of itself (c2sp.org/tlog-checkpoint): so many entries, and this root over them.</summary>
/// <param name="Origin">Which log.</param>
/// <param name="Size">How many entries it has.</param>
/// <param name="Root">The root of the tree over them.</param>
internal sealed record Checkpoint(string Origin, long Size, Hash Root)
{
    /// <summary>The note that it was read from; null when it was not read.</summary>
    public SignedNote? Note { get; init; }

    /// <summary>The lines that are signed.</summary>
    public string Text => $"{Origin}\n{Size.ToString(CultureInfo.InvariantCulture)}\n{Root}\n";

    /// <summary>Reads a note.</summary>
    /// <exception cref="FormatException">It is no checkpoint. Lines after the third are not allowed: nobody would look at them.</exception>
    public static Checkpoint Parse(string text)
    {
        var note = SignedNote.Parse(text);
        var lines = note.Text.Split('\n');
        if (
            lines is [{ Length: > 0 } origin, var count, var root, ""]
            && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && Hash.TryParse(root, out var hash)
            && new Checkpoint(origin, size, hash) { Note = note } is var checkpoint
            && checkpoint.Text == note.Text
        )
        {
            return checkpoint;
        }

        throw new FormatException("A checkpoint has three lines: the origin, the size and the root.");
    }
}
