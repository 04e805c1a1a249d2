namespace Monolith.Platform.Documents;

/// <summary>What both stores ask of a page.</summary>
internal static class DocumentPaging
{
    private const int MaxPageSize = 1000;

    /// <exception cref="ArgumentOutOfRangeException">The page would be empty or too large.</exception>
    public static void Check(int pageSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pageSize, MaxPageSize);
    }
}
