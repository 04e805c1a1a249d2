namespace Monolith.Platform.Language.Tree;

/// <summary>A field as a question names it.</summary>
/// <param name="Name">One of <see cref="LogFields"/>, there under its own name and not an alias; otherwise an attribute of
/// the record or else of its resource, or a column that an earlier stage made.</param>
/// <param name="Span">Where it stands in the text, for messages.</param>
public sealed record LogField(string Name, TextSpan Span = default)
{
    /// <summary>The body of the record.</summary>
    public static readonly LogField Body = new(LogFields.Body);

    /// <summary>Where it stands does not make it another field.</summary>
    public bool Equals(LogField? other) => string.Equals(Name, other?.Name, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);
}

/// <summary>A place in the text of a question, in characters.</summary>
public readonly record struct TextSpan(int Start, int Length);
