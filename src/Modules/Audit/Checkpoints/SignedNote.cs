using System.Buffers.Binary;
using System.Text;

namespace Monolith.Audit.Checkpoints;

/// <summary>A text with signatures below it, as c2sp.org/signed-note has it.</summary>
/// <param name="Text">What is signed: lines, the last one's end included.</param>
/// <param name="Signatures">Who signed it.</param>
internal sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    private const int MaxLength = 1_000_000;

    /// <summary>Reads a note.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static SignedNote Parse(string note)
    {
        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || note.Length > MaxLength || !note.EndsWith('\n') || note.Any(c => c < ' ' && c != '\n'))
        {
            throw new FormatException("This is no signed note: there is no empty line before signatures.");
        }

        var signatures = note[(split + 2)..].Split('\n')[..^1].Select(NoteSignature.Parse).ToList();
        return signatures.Count > 0
            ? new SignedNote(note[..(split + 1)], signatures)
            : throw new FormatException("This is no signed note: nobody has signed it.");
    }

    /// <summary>Whether a key has signed the note. Signatures of others are passed over.</summary>
    /// <exception cref="FormatException">There is a signature under the key's name that is not the key's: the note is to be
    /// refused.</exception>
    public bool IsSignedBy(NoteKey key)
    {
        var own = Signatures.Where(s => s.Name == key.Name && s.KeyId == key.Id).ToList();
        return own.TrueForAll(s => key.Verifies(Text, s.Bytes.Span))
            ? own.Count > 0
            : throw new FormatException($"The signature of {key.Name} is wrong.");
    }

    /// <summary>The same note with one more signature.</summary>
    public SignedNote With(NoteSignature signature) => this with { Signatures = [.. Signatures, signature] };

    /// <summary>The note as it is kept.</summary>
    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
        {
            note.Append(signature).Append('\n');
        }

        return note.ToString();
    }
}

/// <summary>One signature of a note.</summary>
/// <param name="Name">The name of the key.</param>
/// <param name="KeyId">Which of the keys of this name.</param>
/// <param name="Bytes">The signature.</param>
internal sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Bytes)
{
    private const string Dash = "\u2014 "; // an em dash
    private const int IdBytes = sizeof(uint);

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static NoteSignature Parse(string line)
    {
        var space = line.LastIndexOf(' ');
        if (line.StartsWith(Dash, StringComparison.Ordinal) && space > Dash.Length)
        {
            var name = line[Dash.Length..space];
            var bytes = Convert.FromBase64String(line[(space + 1)..]);
            if (bytes.Length > IdBytes && !name.Contains(' ', StringComparison.Ordinal))
            {
                return new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(IdBytes));
            }
        }

        throw new FormatException("This is no line of a signature.");
    }

    /// <summary>The line.</summary>
    public override string ToString()
    {
        var bytes = new byte[IdBytes + Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Bytes.CopyTo(bytes.AsMemory(IdBytes));
        return $"{Dash}{Name} {Convert.ToBase64String(bytes)}";
    }
}
