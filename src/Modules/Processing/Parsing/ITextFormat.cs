namespace Monolith.Processing.Parsing;

/// <summary>A form that text may have. Thread-safe. It takes time that grows with the text alone, and never throws on it.</summary>
internal interface ITextFormat
{
    /// <summary>Takes a text apart.</summary>
    /// <param name="text">The text: UTF-8, or not.</param>
    /// <param name="fields">Where its parts go. What was added before a failure is taken back by the caller.</param>
    /// <returns>Null when it is done; otherwise why it cannot be: a constant that holds nothing of the text.</returns>
    string? Parse(ReadOnlyMemory<byte> text, in ParsedFields fields);
}
