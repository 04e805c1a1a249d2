using System.Globalization;
using System.Text;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Merkle;

namespace Monolith.Audit.Witness;

/// <summary>What a log shows a witness (c2sp.org/tlog-witness): the size that the witness knows, what proves that the log went on from
/// there, and the new checkpoint.</summary>
/// <param name="From">The size that the witness knows; 0 when it knows none.</param>
/// <param name="Proof">The hashes of the proof.</param>
/// <param name="Note">The checkpoint as it was signed.</param>
internal sealed record WitnessRequest(long From, IReadOnlyList<Hash> Proof, string Note)
{
    private const string Old = "old ";
    private const int MaxProof = 63;

    /// <summary>Reads a request.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static WitnessRequest Parse(string text)
    {
        var split = text.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = split < 0 ? [] : text[..split].Split('\n');
        if (
            lines is [var first, .. var proof]
            && proof.Length <= MaxProof
            && first.StartsWith(Old, StringComparison.Ordinal)
            && long.TryParse(first[Old.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
        )
        {
            return new WitnessRequest(from, [.. proof.Select(Hash.Parse)], text[(split + 2)..]);
        }

        throw new FormatException("The request begins with 'old SIZE', and lines of a proof; then an empty line.");
    }

    /// <summary>The request.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Old).Append(From.ToString(CultureInfo.InvariantCulture)).Append('\n');
        foreach (var hash in Proof)
        {
            text.Append(hash).Append('\n');
        }

        return text.Append('\n').Append(Note).ToString();
    }
}
