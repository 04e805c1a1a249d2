using Monolith.Platform.Engine.Child;

namespace Monolith.Platform.Engine;

/// <summary>The <c>engine</c> verb: the process that holds the ClickHouse engine and answers its HTTP interface.</summary>
public static class EngineProcess
{
    /// <summary>The name of the verb.</summary>
    public const string Verb = "engine";

    /// <summary>Runs the engine until the parent process asks it to stop or is gone.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync()
    {
        try
        {
            var input = Console.In;
            var launch = EngineLaunch.Parse(await input.ReadLineAsync());
            await EngineServer.RunAsync(launch, input);
            return ExitCode.Stopped;
        }
        catch (EngineStartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCode.CannotStart;
        }
    }
}
