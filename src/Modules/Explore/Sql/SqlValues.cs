using System.Globalization;
using Monolith.Platform.ClickHouse;

namespace Monolith.Explore.Sql;

/// <summary>The values of one question, which go to the engine beside its SQL and never in it.</summary>
internal sealed class SqlValues
{
    private readonly Dictionary<string, string> _parameters = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Type, string Value), string> _placeholders = [];

    /// <summary>The values by the names of their placeholders.</summary>
    public IReadOnlyDictionary<string, string> All => _parameters;

    /// <summary>A placeholder for text.</summary>
    public string Text(string value) => Placeholder("String", value);

    /// <summary>A placeholder for a whole number.</summary>
    public string Number(long value) => Placeholder("Int64", value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A placeholder for a number with a fraction.</summary>
    public string Number(double value) => Placeholder("Float64", value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>A placeholder for an id of a record.</summary>
    public string Number(ulong value) => Placeholder("UInt64", value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A placeholder for a list of texts.</summary>
    public string Texts(IEnumerable<string> values) => Placeholder("Array(String)", ClickHouseArray.Of(values));

    // An equal value gets the same placeholder, so that the engine sees equal expressions as one.
    private string Placeholder(string type, string value)
    {
        if (!_placeholders.TryGetValue((type, value), out var placeholder))
        {
            var name = $"v{_parameters.Count}";
            _parameters[name] = value;
            placeholder = $"{{{name}:{type}}}";
            _placeholders[(type, value)] = placeholder;
        }

        return placeholder;
    }
}
