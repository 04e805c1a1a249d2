using System.Globalization;
using System.Text;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Merkle;

namespace Monolith.Audit.Proofs;

/// <summary>A proof that an entry is in a log, as a file to keep beside it (c2sp.org/tlog-proof).</summary>
/// <param name="Index">The entry's place.</param>
/// <param name="Hashes">The proof, from the leaf's neighbour up.</param>
/// <param name="Checkpoint">The checkpoint that it leads to: a signed note.</param>
internal sealed record TlogProof(long Index, IReadOnlyList<Hash> Hashes, Checkpoint Checkpoint)
{
    private const string Header = "c2sp.org/tlog-proof@v1";
    private const string IndexWord = "index ";
    private const string ExtraWord = "extra ";

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TlogProof Parse(string text)
    {
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = end < 0 ? [] : text[..end].Split('\n');
        var at = lines.Length > 1 && lines[1].StartsWith(ExtraWord, StringComparison.Ordinal) ? 2 : 1;
        if (
            lines.Length <= at
            || lines[0] != Header
            || !lines[at].StartsWith(IndexWord, StringComparison.Ordinal)
            || !long.TryParse(
                lines[at][IndexWord.Length..],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var index
            )
        )
        {
            throw new FormatException($"A proof begins with '{Header}' and the index of the entry.");
        }

        return new TlogProof(index, [.. lines[(at + 1)..].Select(Hash.Parse)], Checkpoint.Parse(text[(end + 2)..]));
    }

    /// <summary>The file.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Header)
            .Append('\n')
            .Append(IndexWord)
            .Append(Index.ToString(CultureInfo.InvariantCulture))
            .Append('\n');
        foreach (var hash in Hashes)
        {
            text.Append(hash).Append('\n');
        }

        return text.Append('\n').Append(Checkpoint.Note).ToString();
    }
}
