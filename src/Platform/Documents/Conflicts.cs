namespace Monolith.Platform.Documents;

/// <summary>Tries a commit again when somebody else was quicker.</summary>
public static class Conflicts
{
    private const int MaxAttempts = 20;

    /// <summary>Reads, decides and commits; all of it again after a conflict.</summary>
    /// <exception cref="DocumentConflictException">Others were quicker each time.</exception>
    public static async Task<T> RetryAsync<T>(Func<Task<T>> attempt)
    {
        for (var n = 1; ; n++)
        {
            try
            {
                return await attempt();
            }
            catch (DocumentConflictException) when (n < MaxAttempts)
            {
                // Read again and decide anew.
            }
        }
    }
}
