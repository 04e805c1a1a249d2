using System.Collections.Frozen;
using System.Text;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Enrichment;

/// <summary>Older and other names of attributes, and those that they shall have. Looked up by the bytes.</summary>
internal sealed class Renames
{
    // The lengths and the first letters of the older names, by bit: most attributes have others.
    private readonly ulong _lengths;
    private readonly ulong _letters;
    private readonly FrozenDictionary<ulong, (byte[] From, ReadOnlyMemory<byte> To)> _byHash;

    /// <param name="names">Pairs of an older name and the one that it shall have.</param>
    public Renames(params (string From, string To)[] names)
    {
        foreach (var (from, _) in names)
        {
            _lengths |= 1UL << (from.Length & 63);
            _letters |= 1UL << (from[0] & 63);
        }

        _byHash = names
            .Select(pair =>
                (From: Encoding.UTF8.GetBytes(pair.From), To: (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(pair.To))
            )
            .ToFrozenDictionary(pair => Hash64.Of(pair.From));
    }

    /// <summary>Gives the attributes the names that they shall have. Where one has it already, the other keeps its own.</summary>
    public void Apply(AttributeList attributes)
    {
        for (var i = 0; i < attributes.Count; i++)
        {
            var key = attributes.Items[i].Key.Span;
            if (
                !key.IsEmpty
                && ((_lengths >> (key.Length & 63)) & (_letters >> (key[0] & 63)) & 1) != 0
                && _byHash.TryGetValue(Hash64.Of(key), out var name)
                && key.SequenceEqual(name.From)
                && attributes.IndexOf(name.To.Span) < 0
            )
            {
                attributes.Rename(i, name.To);
            }
        }
    }
}
