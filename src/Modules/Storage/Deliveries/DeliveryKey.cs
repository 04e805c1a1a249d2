using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using Monolith.Platform.Files;
using Monolith.Platform.Signals;

namespace Monolith.Storage.Deliveries;

/// <summary>The secret of this installation by which names of deliveries become ids: SipHash-2-4 with 128 bits.</summary>
/// <remarks>
/// Clients choose the names, and one who found two names with the same id could hide a message behind another. Without the
/// key nobody can look for such names but by sending them, and would need some 2^64 of them; chance is as unlikely. A hash
/// without a key would have to be a cryptographic one: SHA-256 took half of the time that a message does.
/// </remarks>
internal readonly record struct DeliveryKey(ulong Low, ulong High)
{
    private const int Bytes = 2 * sizeof(ulong);

    /// <summary>A key that nobody knows.</summary>
    public static DeliveryKey Random()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(bytes);
        return Read(bytes);
    }

    /// <summary>The key that is kept in a folder: ids that earlier processes wrote stay what they are.</summary>
    /// <remarks>If the file is lost there is a new key and earlier deliveries are not known: at worst, some count twice.</remarks>
    /// <exception cref="IOException">The disk refused.</exception>
    public static DeliveryKey OpenOrCreate(string folder)
    {
        var path = Path.Combine(folder, "deliveries.key");
        if (File.Exists(path) && File.ReadAllBytes(path) is { Length: Bytes } kept)
        {
            return Read(kept);
        }

        var bytes = RandomNumberGenerator.GetBytes(Bytes);
        DurableFiles.Replace(path, bytes);
        return Read(bytes);
    }

    /// <summary>The key that was written.</summary>
    public static DeliveryKey Read(ReadOnlySpan<byte> from) =>
        new(
            BinaryPrimitives.ReadUInt64LittleEndian(from),
            BinaryPrimitives.ReadUInt64LittleEndian(from[sizeof(ulong)..])
        );

    /// <summary>The id of the delivery that is told from all others by this name.</summary>
    public DeliveryId IdOf(ReadOnlySpan<byte> name)
    {
        var state = new State(Low, High);
        var rest = name;
        for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..])
        {
            state.Add(BinaryPrimitives.ReadUInt64LittleEndian(rest));
        }

        Span<byte> last = stackalloc byte[sizeof(ulong)];
        last.Clear();
        rest.CopyTo(last);
        last[^1] = (byte)name.Length;
        state.Add(BinaryPrimitives.ReadUInt64LittleEndian(last));
        return state.Finish();
    }

    private struct State(ulong low, ulong high)
    {
        // What tells 128 bits from 64, at the beginning and before each half.
        private const ulong Wide = 0xee;
        private const ulong SecondHalf = 0xdd;

        // The numbers of the algorithm's authors.
        private ulong _a = low ^ 0x736f6d6570736575;
        private ulong _b = high ^ 0x646f72616e646f6d ^ Wide;
        private ulong _c = low ^ 0x6c7967656e657261;
        private ulong _d = high ^ 0x7465646279746573;

        public void Add(ulong word)
        {
            _d ^= word;
            Round();
            Round();
            _a ^= word;
        }

        public DeliveryId Finish()
        {
            _c ^= Wide;
            var lower = Half();
            _b ^= SecondHalf;
            return new DeliveryId(new UInt128(Half(), lower));
        }

        private ulong Half()
        {
            for (var i = 0; i < 4; i++)
            {
                Round();
            }

            return _a ^ _b ^ _c ^ _d;
        }

        private void Round()
        {
            _a += _b;
            _c += _d;
            _b = BitOperations.RotateLeft(_b, 13) ^ _a;
            _d = BitOperations.RotateLeft(_d, 16) ^ _c;
            _a = BitOperations.RotateLeft(_a, 32) + _d;
            _c += _b;
            _d = BitOperations.RotateLeft(_d, 21) ^ _a;
            _b = BitOperations.RotateLeft(_b, 17) ^ _c;
            _c = BitOperations.RotateLeft(_c, 32);
        }
    }
}
