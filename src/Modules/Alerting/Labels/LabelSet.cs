using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monolith.Alerting.Labels;

/// <summary>What tells one alert from another: names with values, in the order of the names. Never changes.</summary>
/// <remarks>A label without a value is as good as none, as in Prometheus: it is left out.</remarks>
[JsonConverter(typeof(LabelSetJson))]
internal sealed class LabelSet : IReadOnlyDictionary<string, string>, IEquatable<LabelSet>
{
    /// <summary>The rule's name.</summary>
    public const string AlertName = "alertname";

    /// <summary>How bad it is.</summary>
    public const string Severity = "severity";

    private readonly SortedDictionary<string, string> _labels = new(StringComparer.Ordinal);

    /// <summary>These labels. Of two with one name the later one counts.</summary>
    public LabelSet(IEnumerable<KeyValuePair<string, string>> labels)
    {
        foreach (var (name, value) in labels)
        {
            if (value.Length > 0)
            {
                _labels[name] = value;
            }
            else
            {
                _labels.Remove(name);
            }
        }

        Fingerprint = Hash(_labels).ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>Names the set: 16 hexadecimal digits, the same as Prometheus and Alertmanager compute for it.</summary>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int Count => _labels.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _labels.Keys;

    /// <inheritdoc/>
    public IEnumerable<string> Values => _labels.Values;

    /// <summary>The value of a label, empty when there is none of this name.</summary>
    public string this[string name] => _labels.GetValueOrDefault(name, "");

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _labels.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => _labels.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _labels.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(LabelSet? other) => other is not null && _labels.SequenceEqual(other._labels);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    /// <inheritdoc/>
    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);

    /// <summary>As Prometheus writes it: <c>{alertname="X", service="checkout"}</c>.</summary>
    public override string ToString() => $"{{{string.Join(", ", _labels.Select(l => $"{l.Key}=\"{l.Value}\""))}}}";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // FNV-1a with 64 bits over each name and value in order, each followed by a byte that no UTF-8 text has.
    private static ulong Hash(SortedDictionary<string, string> labels)
    {
        var hash = 14695981039346656037UL;
        foreach (var (name, value) in labels)
        {
            hash = Add(Add(hash, name), value);
        }

        return hash;
    }

    private static ulong Add(ulong hash, string text)
    {
        const ulong Prime = 1099511628211;
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ b) * Prime;
        }

        return (hash ^ 0xFF) * Prime;
    }

    private sealed class LabelSetJson : JsonConverter<LabelSet>
    {
        public override LabelSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options) ?? []);

        public override void Write(Utf8JsonWriter writer, LabelSet value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var (name, text) in value)
            {
                writer.WriteString(name, text);
            }

            writer.WriteEndObject();
        }
    }
}
