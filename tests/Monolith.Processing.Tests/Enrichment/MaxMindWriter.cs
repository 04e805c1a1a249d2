using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Monolith.Processing.Tests.Enrichment;

/// <summary>Writes a small MaxMind DB of countries in the published format: the tree, the data, the metadata.</summary>
internal sealed class MaxMindWriter
{
    private const int Empty = -1;

    // Children: 0 and more are nodes, Empty is nothing, anything below stands for data.
    private readonly List<int[]> _nodes =
    [
        [Empty, Empty],
    ];
    private readonly List<string> _countries = [];

    /// <summary>Says in which country a network is.</summary>
    public void Add(string network, string country)
    {
        var parsed = IPNetwork.Parse(network);
        var isV4 = parsed.BaseAddress.GetAddressBytes().Length == 4;
        var bytes = isV4
            ? [.. new byte[12], .. parsed.BaseAddress.GetAddressBytes()]
            : parsed.BaseAddress.GetAddressBytes();
        var length = parsed.PrefixLength + (isV4 ? 96 : 0);
        _countries.Add(country);
        var node = 0;
        for (var bit = 0; bit < length; bit++)
        {
            var side = (bytes[bit / 8] >> (7 - (bit % 8))) & 1;
            if (bit == length - 1)
            {
                _nodes[node][side] = -1 - _countries.Count;
            }
            else
            {
                if (_nodes[node][side] == Empty)
                {
                    _nodes[node][side] = _nodes.Count;
                    _nodes.Add([Empty, Empty]);
                }

                node = _nodes[node][side];
            }
        }
    }

    /// <summary>The file.</summary>
    /// <param name="recordBits">24, 28 or 32.</param>
    public byte[] ToBytes(int recordBits)
    {
        var data = new List<byte>();
        var offsets = new List<int>();
        foreach (var country in _countries)
        {
            offsets.Add(data.Count);
            Map(data, 2);
            Text(data, "continent");
            Map(data, 1);
            Text(data, "code");
            Text(data, "EU");

            // Names that come again are written once and pointed to, as real files do.
            if (offsets.Count == 1)
            {
                Text(data, "country");
            }
            else
            {
                Pointer(data, FirstCountryName);
            }

            Map(data, 2);
            Text(data, "geoname_id");
            Number(data, 6, 2_635_167);
            Text(data, "iso_code");
            Text(data, country);
        }

        var file = new List<byte>();
        foreach (var node in _nodes)
        {
            Node(file, recordBits, Value(node[0], offsets), Value(node[1], offsets));
        }

        file.AddRange(new byte[16]);
        file.AddRange(data);
        file.AddRange([0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8]);
        Map(file, 4);
        Text(file, "binary_format_major_version");
        Number(file, 5, 2);
        Text(file, "ip_version");
        Number(file, 5, 6);
        Text(file, "node_count");
        Number(file, 6, (uint)_nodes.Count);
        Text(file, "record_size");
        Number(file, 5, (uint)recordBits);
        return [.. file];
    }

    // Behind the map's header, "continent", and the map of the continent.
    private static int FirstCountryName => 1 + 10 + 1 + 5 + 3;

    private uint Value(int child, List<int> offsets) =>
        child == Empty ? (uint)_nodes.Count
        : child >= 0 ? (uint)child
        : (uint)(_nodes.Count + 16 + offsets[-2 - child]);

    private static void Node(List<byte> file, int recordBits, uint left, uint right)
    {
        var bytes = new byte[8];
        switch (recordBits)
        {
            case 24:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, left << 8);
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(3), right << 8);
                file.AddRange(bytes[..6]);
                break;
            case 28:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, left << 8);
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), right << 8);
                bytes[3] = (byte)(((left >> 24) << 4) | (right >> 24));
                file.AddRange(bytes[..7]);
                break;
            default:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, left);
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), right);
                file.AddRange(bytes);
                break;
        }
    }

    private static void Map(List<byte> data, int members) => data.Add((byte)(0xE0 | members));

    private static void Pointer(List<byte> data, int offset)
    {
        data.Add((byte)(0x20 | (offset >> 8)));
        data.Add((byte)offset);
    }

    private static void Text(List<byte> data, string text)
    {
        if (text.Length < 29)
        {
            data.Add((byte)(0x40 | text.Length));
        }
        else
        {
            data.Add(0x40 | 29);
            data.Add((byte)(text.Length - 29));
        }

        data.AddRange(Encoding.UTF8.GetBytes(text));
    }

    // 5 is a number of 16 bits, 6 one of 32; leading zeros are left out.
    private static void Number(List<byte> data, int type, uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        var significant = bytes.SkipWhile(b => b == 0).ToArray();
        data.Add((byte)((type << 5) | significant.Length));
        data.AddRange(significant);
    }
}
