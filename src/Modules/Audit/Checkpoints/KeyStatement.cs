using System.Globalization;

namespace Monolith.Audit.Checkpoints;

/// <summary>Says that a key signs a log's checkpoints from a size on. The first key signs its own, each further one is signed by the
/// key before it: who trusts one of them can follow to the others.</summary>
/// <param name="Origin">Which log.</param>
/// <param name="Number">The key's number, from 1.</param>
/// <param name="FromSize">The size of the last checkpoint that the key before it has signed; 0 for the first.</param>
/// <param name="Key">The key.</param>
internal sealed record KeyStatement(string Origin, int Number, long FromSize, NoteKey Key)
{
    /// <summary>The lines that are signed. There are four: no statement can pass for a checkpoint.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin} key\n{Number}\n{FromSize}\n{Key}\n");

    /// <summary>Reads a note.</summary>
    /// <exception cref="FormatException">It is no statement.</exception>
    public static (KeyStatement Statement, SignedNote Note) Parse(string text)
    {
        var note = SignedNote.Parse(text);
        var lines = note.Text.Split('\n');
        if (
            lines is [var title, var count, var from, var key, ""]
            && title.EndsWith(" key", StringComparison.Ordinal)
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && new KeyStatement(title[..^4], number, size, NoteKey.Parse(key)) is var statement
            && statement.Text == note.Text
        )
        {
            return (statement, note);
        }

        throw new FormatException("A statement of a key has four lines: the origin, a number, a size and the key.");
    }
}
