namespace Monolith.Ingest.Json;

/// <summary>Names of one client that stand for fields, beside those that everybody uses.</summary>
internal sealed class FieldAliases(IReadOnlyList<(byte[] Name, Field Field)> aliases)
{
    /// <summary>The field that a name stands for.</summary>
    public Field Recognise(ReadOnlySpan<byte> name)
    {
        foreach (var alias in aliases)
        {
            if (name.SequenceEqual(alias.Name))
            {
                return alias.Field;
            }
        }

        return FieldNames.Recognise(name);
    }
}
