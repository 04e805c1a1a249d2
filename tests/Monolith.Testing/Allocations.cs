namespace Monolith.Testing;

/// <summary>Counts the memory that code takes from the garbage collector.</summary>
public static class Allocations
{
    private const int Rounds = 5;

    /// <summary>The bytes that a round of work allocates on this thread: the least of several rounds, after one that is not counted.</summary>
    /// <remarks>
    /// The least, because what a record costs is paid in every round. A collection in the background, which others may have started,
    /// takes away what this thread had left to allocate from, and the runtime counts that as allocated: up to 8 KB, in one round by
    /// chance. A table that grows now and then may be overlooked the same way: whether memory stays bounded is to be measured in one
    /// long round.
    /// </remarks>
    /// <param name="work">Stays on the thread that calls it, and does the same each time.</param>
    /// <param name="times">How often the work is done in a round.</param>
    public static long LeastOf(Action work, int times = 1)
    {
        Run(work, times);
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Run(work, times);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static void Run(Action work, int times)
    {
        for (var i = 0; i < times; i++)
        {
            work();
        }
    }
}
