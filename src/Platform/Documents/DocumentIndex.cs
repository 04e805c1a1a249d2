using System.Security.Cryptography;
using System.Text;

namespace Monolith.Platform.Documents;

/// <summary>
/// Which documents of a kind there are: state stores cannot list. The ids are spread over shards by their hash, so that
/// writers of different documents seldom meet, and no shard grows large: 100,000 documents make shards of about 150 kB.
/// </summary>
internal static class DocumentIndex
{
    /// <summary>How many shards a kind has. Never change it: documents would be looked for in the wrong one.</summary>
    public const int Shards = 32;

    /// <summary>The shard that lists a document.</summary>
    public static int ShardOf(string id) => SHA256.HashData(Encoding.UTF8.GetBytes(id))[0] % Shards;

    /// <summary>The key of a shard.</summary>
    public static string Key(string kind, int shard) => $"index:{kind}:{shard:00}";
}

/// <summary>A shard as it is kept: the ids in order, each with the time at which it ends.</summary>
/// <param name="Ids">Null for a document that does not end.</param>
internal sealed record IndexShard(SortedDictionary<string, DateTimeOffset?> Ids)
{
    public static IndexShard Of(IReadOnlyDictionary<string, DateTimeOffset?> ids) =>
        new(new SortedDictionary<string, DateTimeOffset?>(ids.ToDictionary(), StringComparer.Ordinal));

    /// <summary>The ids that have not ended, in order.</summary>
    public IEnumerable<string> Live(DateTimeOffset now) =>
        Ids.Where(i => i.Value is not { } end || end > now).Select(i => i.Key);
}
