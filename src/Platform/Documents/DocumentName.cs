using System.Buffers;

namespace Monolith.Platform.Documents;

/// <summary>What kinds and ids look like. They become parts of keys and addresses, where other characters have a meaning.</summary>
internal static class DocumentName
{
    private const int MaxLength = 200;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.@"
    );

    /// <exception cref="ArgumentException">The name is empty, too long, or has other characters than allowed.</exception>
    public static void Check(string name)
    {
        if (name.Length is 0 or > MaxLength || name.AsSpan().ContainsAnyExcept(Allowed))
        {
            throw new ArgumentException(
                $"'{name}' is no name of a document: use 1 to {MaxLength} letters, digits, '-', '_', '.' or '@'.",
                nameof(name)
            );
        }
    }
}
