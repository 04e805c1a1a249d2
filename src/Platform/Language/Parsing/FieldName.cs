using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>Reads the name of a field where nothing else can stand, as questions have it.</summary>
public static class FieldName
{
    /// <summary>The field that is meant. A name in quotation marks means an attribute of this very name; without them, every text is
    /// a name.</summary>
    public static string Read(string written)
    {
        var reader = new QueryReader(written);
        if (reader.Peek() == '"')
        {
            var name = reader.ReadQuoted();
            if (reader.IsAtEnd && !reader.HasErrors && name.Length > 0)
            {
                return LogFields.Quoted(name);
            }
        }

        return LogFields.Canonical(written);
    }
}
