using BenchmarkDotNet.Attributes;
using Monolith.Audit.Merkle;

namespace Monolith.Bench;

/// <summary>What it costs to prove an entry of a trail of ten million, once its tiles are read, and to verify that.</summary>
[MemoryDiagnoser]
public class AuditProofSuite
{
    private const int Entries = 10_000_000;
    private const int Entry = 6_543_210;

    private readonly Dictionary<TileId, Tile> _tiles = [];
    private readonly CompactRange _range = new();
    private IReadOnlyList<Hash> _proof = [];
    private Hash _leaf;

    [GlobalSetup]
    public void Prepare()
    {
        var needed = TileTree.TilesOf([.. Proof.OfInclusion(Entry, Entries), (Entry, Entry + 1)]);
        var builder = new TileBuilder();
        for (var entry = 0; entry < Entries; entry++)
        {
            var leaf = MerkleHash.Leaf(BitConverter.GetBytes(entry));
            _leaf = entry == Entry ? leaf : _leaf;
            _range.Append(leaf);
            builder.Append(leaf);
            if (entry % Tile.MaxWidth == 0 || entry == Entries - 1)
            {
                foreach (var tile in builder.TakeChanged().Where(tile => needed.ContainsKey(tile.Id)))
                {
                    _tiles[tile.Id] = tile;
                }
            }
        }

        _proof = MakeProof();
    }

    [Benchmark]
    public int Prove() => MakeProof().Count;

    [Benchmark]
    public bool Verify() => Proof.Includes(Entry, Entries, _leaf, _range.Root(), _proof);

    private IReadOnlyList<Hash> MakeProof() => new TileTree(_tiles).Prove(Proof.OfInclusion(Entry, Entries));
}
