using System.CommandLine;
using System.Runtime.InteropServices;

namespace Monolith.Host;

/// <summary><c>monolith version</c>: what runs here.</summary>
internal static class VersionCommand
{
    /// <summary>The product's version, for example 0.1.0.</summary>
    public static string Current { get; } = typeof(VersionCommand).Assembly.GetName().Version!.ToString(3);

    public static Command Create()
    {
        var command = new Command("version", "Says which version this is and what it runs on.");
        command.SetAction(_ =>
            Console.WriteLine(
                $"monolith {Current} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})"
            )
        );
        return command;
    }
}
