namespace Monolith.Testing;

/// <summary>Damages good bodies in the ways that networks, broken clients and attackers do. The same seed gives the same bodies.</summary>
public static class BodyMutations
{
    private static readonly byte[][] Tokens =
    [
        [0],
        [0xFF],
        [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80],
        [0xFF, 0xFF, 0xFF, 0xFF],
        [0x7F, 0xFF, 0xFF, 0xFF],
        "\""u8.ToArray(),
        "\\u"u8.ToArray(),
        "{"u8.ToArray(),
        "["u8.ToArray(),
        "\n"u8.ToArray(),
        "1e999"u8.ToArray(),
        "99999999999999999999"u8.ToArray(),
        [0xED, 0xA0, 0x80],
    ];

    /// <summary>So many damaged bodies, each made of one of the good ones by one to four changes: bytes flipped, cut out, doubled,
    /// overwritten or inserted, or the end cut off.</summary>
    public static IEnumerable<byte[]> Of(IReadOnlyList<byte[]> good, int count, int seed = 20261122)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var body = good[random.Next(good.Count)].ToList();
            for (var changes = random.Next(1, 5); changes > 0 && body.Count > 0; changes--)
            {
                Change(body, random);
            }

            yield return [.. body];
        }
    }

    private static void Change(List<byte> body, Random random)
    {
        var at = random.Next(body.Count);
        var length = Math.Min(random.Next(1, 17), body.Count - at);
        switch (random.Next(6))
        {
            case 0:
                body[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                body.RemoveRange(at, length);
                break;
            case 2:
                body.InsertRange(at, body.GetRange(at, length));
                break;
            case 3:
                body[at] = (byte)random.Next(256);
                break;
            case 4:
                body.InsertRange(at, Tokens[random.Next(Tokens.Length)]);
                break;
            default:
                body.RemoveRange(at, body.Count - at);
                break;
        }
    }
}
