using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Monolith.Alerting.Labels;

namespace Monolith.Alerting.Notifications.Deliveries;

/// <summary>Which alerts, by their fingerprints. Never changes. In JSON eleven letters for each, so that a group of thousands
/// still fits into a document.</summary>
[JsonConverter(typeof(FingerprintSetJson))]
internal sealed class FingerprintSet
{
    private readonly HashSet<ulong> _fingerprints;

    private FingerprintSet(HashSet<ulong> fingerprints) => _fingerprints = fingerprints;

    /// <summary>None.</summary>
    public static FingerprintSet Empty { get; } = new([]);

    /// <summary>How many.</summary>
    public int Count => _fingerprints.Count;

    /// <summary>The alerts with these labels.</summary>
    public static FingerprintSet Of(IEnumerable<LabelSet> alerts) => new([.. alerts.Select(NumberOf)]);

    /// <summary>Whether it has the alert with these labels.</summary>
    public bool Contains(LabelSet alert) => _fingerprints.Contains(NumberOf(alert));

    /// <summary>Whether the other has all of these.</summary>
    public bool IsSubsetOf(FingerprintSet other) => _fingerprints.IsSubsetOf(other._fingerprints);

    /// <summary>These and those of the other.</summary>
    public FingerprintSet Union(FingerprintSet other) => new([.. _fingerprints, .. other._fingerprints]);

    /// <summary>One spelling for equal sets.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[_fingerprints.Count * sizeof(ulong)];
        foreach (var (index, fingerprint) in _fingerprints.Order().Index())
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(index * sizeof(ulong)), fingerprint);
        }

        return bytes;
    }

    private static ulong NumberOf(LabelSet alert) =>
        ulong.Parse(alert.Fingerprint, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static FingerprintSet FromBytes(ReadOnlySpan<byte> bytes)
    {
        var fingerprints = new HashSet<ulong>(bytes.Length / sizeof(ulong));
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            fingerprints.Add(BinaryPrimitives.ReadUInt64BigEndian(bytes));
        }

        return new FingerprintSet(fingerprints);
    }

    private sealed class FingerprintSetJson : JsonConverter<FingerprintSet>
    {
        public override FingerprintSet Read(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        ) => FromBytes(reader.GetBytesFromBase64());

        public override void Write(Utf8JsonWriter writer, FingerprintSet value, JsonSerializerOptions options) =>
            writer.WriteBase64StringValue(value.ToBytes());
    }
}
