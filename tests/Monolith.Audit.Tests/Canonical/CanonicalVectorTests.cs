using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Monolith.Audit.Canonical;

namespace Monolith.Audit.Tests.Canonical;

/// <summary>The texts and numbers that implementations of RFC 8785 are compared by.</summary>
public sealed class CanonicalVectorTests
{
    private const int Serial = 2000;
    private const ulong FirstSerial = 0x0010000000000000;

    [Fact]
    public void Each_published_text_has_its_published_form()
    {
        var vectors = Repository
            .Read("tests/Monolith.Audit.Tests/Vectors/canonical.ndjson")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .ToList();

        Assert.Equal(6, vectors.Count);
        Assert.All(
            vectors,
            v =>
            {
                var input = JsonSerializer.Deserialize<JsonElement>(v.GetProperty("input").GetString()!);
                Assert.Equal(v.GetProperty("output").GetString(), Encoding.UTF8.GetString(CanonicalJson.Of(input)));
            }
        );
    }

    // The published hashes of the first lines of a sequence of a hundred million numbers.
    [Theory]
    [InlineData(1_000, "be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687")]
    [InlineData(10_000, "b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892")]
    [InlineData(100_000, "22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7")]
    [InlineData(1_000_000, "49415fee2c56c77864931bd3624faad425c3c577d6d74e89a83bc725506dad16")]
    public void So_many_numbers_of_the_published_sequence_have_the_published_hash(int count, string hash)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        foreach (var bits in Bits().Take(count))
        {
            var number = CanonicalNumber.Of(BitConverter.UInt64BitsToDouble(bits));
            sha.AppendData(Encoding.ASCII.GetBytes($"{bits:x},{number}\n"));
        }

        Assert.Equal(hash, Convert.ToHexStringLower(sha.GetHashAndReset()));
    }

    /// <summary>The sequence: chosen numbers, the smallest normal ones, and then what hashes of hashes happen to be.</summary>
    private static IEnumerable<ulong> Bits()
    {
        var chosen = Repository.Read("tests/Monolith.Audit.Tests/Vectors/numbers.txt");
        foreach (var line in chosen.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return ulong.Parse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        for (var i = 0; i < Serial; i++)
        {
            yield return FirstSerial + (ulong)i;
        }

        for (var block = SHA256.HashData(new byte[SHA256.HashSizeInBytes]); ; block = SHA256.HashData(block))
        {
            for (var at = 0; at < block.Length; at += sizeof(ulong))
            {
                var bits = BinaryPrimitives.ReadUInt64LittleEndian(block.AsSpan(at));
                if (double.IsFinite(BitConverter.UInt64BitsToDouble(bits)) && bits << 1 != 0)
                {
                    yield return bits;
                }
            }
        }
    }
}
