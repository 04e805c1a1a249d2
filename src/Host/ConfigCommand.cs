using System.CommandLine;
using Monolith.Host.Serving;

namespace Monolith.Host;

/// <summary><c>monolith config</c>: says which settings hold, and where each comes from. Secrets are covered.</summary>
internal static class ConfigCommand
{
    private const string Covered = "(set; not shown)";

    // What the sections of Monolith are called. The environment of a machine holds much more, and some of it is nobody's business.
    private static readonly string[] Ours = ["Monolith", "Modules", "Kestrel", "Logging", "urls"];

    private static readonly string[] SecretEndings = ["key", "password", "secret", "token", "certificate:password"];

    // What stands below these is secret, whatever its name.
    private static readonly string[] SecretSections = ["Monolith:Access:Operators", "Monolith:Access:Keys"];

    public static Command Create()
    {
        var command = new Command(
            "config",
            "Says which settings hold and where each comes from, with the settings that would be given to serve. "
                + "Secrets are not shown."
        )
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(parsed =>
        {
            foreach (var line in Lines(Serving.HostBuilder.Create([.. parsed.UnmatchedTokens]).Configuration))
            {
                parsed.InvocationConfiguration.Output.WriteLine(line);
            }

            return 0;
        });
        return command;
    }

    /// <summary>One line a setting, in the order of their names: the name, its value, where it comes from.</summary>
    public static IEnumerable<string> Lines(IConfigurationRoot configuration) =>
        configuration
            .AsEnumerable()
            .Where(setting => setting.Value is not null && IsOurs(setting.Key))
            .OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase)
            .Select(setting =>
                $"{setting.Key} = {(IsSecret(setting.Key) ? Covered : WithoutPassword(setting.Value!))}"
                + $"    # {Source(configuration, setting.Key)}"
            );

    private static bool IsOurs(string name) =>
        Array.Exists(Ours, section => section.Equals(name.Split(':')[0], StringComparison.OrdinalIgnoreCase));

    private static bool IsSecret(string name) =>
        Array.Exists(SecretEndings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
        || Array.Exists(SecretSections, section => name.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase))
        || name.Contains(":Secrets:", StringComparison.OrdinalIgnoreCase);

    private static string WithoutPassword(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && address.UserInfo.Length > 0
            ? value.Replace($"{address.UserInfo}@", "(not shown)@", StringComparison.Ordinal)
            : value;

    private static string Source(IConfigurationRoot configuration, string name) =>
        configuration.Providers.Last(provider => provider.TryGet(name, out _)).ToString() ?? "";
}
