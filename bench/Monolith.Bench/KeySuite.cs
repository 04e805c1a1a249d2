using System.Collections.Immutable;
using System.Net;
using BenchmarkDotNet.Attributes;
using Monolith.Access.Directory;
using Monolith.Access.Keys;
using Monolith.Platform.Documents;

namespace Monolith.Bench;

/// <summary>What it costs to know who shows a key, among few keys and many.</summary>
[MemoryDiagnoser]
public class KeySuite
{
    private static readonly IPAddress From = IPAddress.Parse("192.0.2.17");

    private readonly KeyUses _uses = new();
    private KeyIndex _index = null!;
    private string _known = "";
    private string _unknown = "";

    /// <summary>How many keys there are.</summary>
    [Params(10, 10_000)]
    public int Keys { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var documents = ImmutableDictionary.CreateBuilder<string, Document<ApiKey>>(StringComparer.Ordinal);
        for (var i = 0; i < Keys; i++)
        {
            (var id, _known) = KeyText.Make();
            var key = new ApiKey
            {
                Id = id,
                Tenant = "default",
                Hash = NewKey.HashOf(_known),
                Roles = ["ingest"],
                CreatedAt = DateTimeOffset.UnixEpoch,
                CreatedBy = "bench",
            };
            documents[id] = new Document<ApiKey>(id, key, "");
        }

        _unknown = KeyText.Make().Key;
        _index = new DirectorySnapshot(new DirectoryDocuments { Keys = documents.ToImmutable() }, "default").Keys;
    }

    /// <summary>A key that is known, with its rate and its use noted.</summary>
    [Benchmark]
    public bool Known() => Ask(_known);

    /// <summary>A key that was never made.</summary>
    [Benchmark]
    public bool Unknown() => Ask(_unknown);

    /// <summary>Something that is no key by its looks.</summary>
    [Benchmark]
    public bool NoKey() => Ask("the-key-for-admins");

    private bool Ask(string shown)
    {
        if (!KeyText.IsKey(shown))
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[32];
        KeyText.Hash(shown, hash);
        if (_index.Find(hash) is not { } known)
        {
            return false;
        }

        var use = _uses.Of(known.Key.Id);
        use.TryTake(1_000_000, TimeProvider.System);
        use.Note(DateTimeOffset.UnixEpoch, From);
        return true;
    }
}
