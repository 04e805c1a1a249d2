using System.Buffers.Binary;

namespace Monolith.Processing.Enrichment.GeoIp;

/// <summary>
/// Reads a MaxMind DB: a binary tree over the bits of addresses, whose leaves point into a section of data. Everything is checked
/// against the file's bounds, so that a broken file finds nothing rather than fail. Thread-safe.
/// </summary>
/// <remarks>The format is published as the MaxMind DB File Format Specification 2.0.</remarks>
internal sealed class MaxMindFile
{
    private const int SeparatorBytes = 16;
    private const int AddressBits = 128;
    private const int MappedBits = 96;
    private const int MetadataReach = 128 * 1024;

    private static readonly byte[] Marker = [0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8];

    private readonly byte[] _file;
    private readonly int _recordBits;
    private readonly uint _nodes;
    private readonly int _dataStart;
    private readonly bool _isV4;

    // Where the addresses of IPv4 begin in a tree of IPv6: below 96 zeros.
    private readonly uint _firstV4;

    private MaxMindFile(byte[] file, uint nodes, int recordBits, bool isV4)
    {
        (_file, _nodes, _recordBits, _isV4) = (file, nodes, recordBits, isV4);
        _dataStart = (int)(nodes * recordBits / 4) + SeparatorBytes;
        for (var bit = 0; bit < MappedBits && !isV4 && _firstV4 < nodes; bit++)
        {
            _firstV4 = Child(_firstV4, right: false);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is no MaxMind DB, or one of a later format.</exception>
    public static MaxMindFile Read(byte[] file)
    {
        var reach = file.AsSpan(Math.Max(0, file.Length - MetadataReach));
        var marker = reach.LastIndexOf(Marker);
        if (marker < 0)
        {
            throw new InvalidDataException("The file is no MaxMind DB: it has no metadata.");
        }

        var metadata = new MaxMindData(file, file.Length - reach.Length + marker + Marker.Length);
        var root = metadata.Start;
        var nodes = metadata.Number(metadata.Find(root, "node_count"u8));
        var bits = metadata.Number(metadata.Find(root, "record_size"u8));
        var version = metadata.Number(metadata.Find(root, "ip_version"u8));
        var format = metadata.Number(metadata.Find(root, "binary_format_major_version"u8));
        var isKnown = format == 2 && bits is 24 or 28 or 32 && version is 4 or 6;
        if (!isKnown || nodes == 0 || (nodes * bits / 4) + SeparatorBytes > (ulong)file.Length)
        {
            throw new InvalidDataException("The MaxMind DB is of another version of the format, or cut off.");
        }

        return new MaxMindFile(file, (uint)nodes, (int)bits, version == 4);
    }

    /// <summary>The country of an address as two letters; empty when the file does not know.</summary>
    /// <param name="address">The address; one of IPv4 in its mapped form.</param>
    public ReadOnlyMemory<byte> CountryOf(UInt128 address)
    {
        if (!TryFind(address, out var place))
        {
            return default;
        }

        var data = new MaxMindData(_file, _dataStart);
        var country = data.Find(place, "country"u8);
        country = country < 0 ? data.Find(place, "registered_country"u8) : country;
        return data.Text(data.Find(country, "iso_code"u8));
    }

    private bool TryFind(UInt128 address, out int place)
    {
        place = 0;
        var isV4 = address >> 32 == 0xFFFF;
        if (_isV4 && !isV4)
        {
            return false;
        }

        var node = isV4 ? _firstV4 : 0;
        for (var bit = isV4 ? 31 : AddressBits - 1; bit >= 0 && node < _nodes; bit--)
        {
            node = Child(node, ((address >> bit) & 1) != 0);
        }

        // The number of nodes itself stands for nothing found.
        var offset = (long)node - _nodes - SeparatorBytes;
        place = (int)Math.Min(_dataStart + offset, int.MaxValue);
        return node > _nodes && offset >= 0 && place < _file.Length;
    }

    private uint Child(uint node, bool right)
    {
        var at = (int)(node * _recordBits / 4);
        var bytes = _file.AsSpan(at, _recordBits / 4);
        return _recordBits switch
        {
            24 => Three(bytes[(right ? 3 : 0)..]),
            28 when right => Three(bytes[4..]) | ((bytes[3] & 0x0Fu) << 24),
            28 => Three(bytes) | ((bytes[3] & 0xF0u) << 20),
            _ => BinaryPrimitives.ReadUInt32BigEndian(bytes[(right ? 4 : 0)..]),
        };
    }

    private static uint Three(ReadOnlySpan<byte> bytes) => ((uint)bytes[0] << 16) | ((uint)bytes[1] << 8) | bytes[2];
}
