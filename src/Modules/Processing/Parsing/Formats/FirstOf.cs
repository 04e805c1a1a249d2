namespace Monolith.Processing.Parsing.Formats;

/// <summary>The first of several forms that fits: a server's access log and its error log come from one container.</summary>
internal sealed class FirstOf(params ITextFormat[] formats) : ITextFormat
{
    // Each of the formats that go together is told by how the text begins, before anything was added.
    public string? Parse(ReadOnlyMemory<byte> text, in ParsedFields fields)
    {
        string? problem = null;
        foreach (var format in formats)
        {
            problem = format.Parse(text, fields);
            if (problem is null)
            {
                return null;
            }
        }

        return problem;
    }
}
