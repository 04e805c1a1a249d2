namespace Monolith.Platform.Engine.Child;

/// <summary>Ends this process when its parent is gone, however the parent went: the pipe to standard input then ends.</summary>
internal static class ParentWatch
{
    // A parent that was killed waits for nobody; its successor waits for the lock on the folder.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    /// <summary>Reads standard input to its end on a thread of its own, then asks the process to stop, then makes it.</summary>
    public static void Start(TextReader input, Action stop)
    {
        var thread = new Thread(() =>
        {
            while (input.Read() >= 0) { }

            stop();
            Thread.CurrentThread.Join(Bound);
            ProcessExit.Now(ExitCode.Forced);
        })
        {
            IsBackground = true,
            Name = "parent-watch",
        };
        thread.Start();
    }
}
