using System.CommandLine;
using System.CommandLine.Parsing;

namespace Monolith.Host.Sending;

/// <summary>The options of the verbs that speak to a running Monolith.</summary>
internal sealed class ServerOptions
{
    /// <summary>The variable that holds the key when no option does. A key in the environment is in no shell history.</summary>
    public const string ApiKeyVariable = "MONOLITH_API_KEY";

    public Option<Uri> Url { get; } =
        new("--url")
        {
            Description = "Where Monolith listens.",
            DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080"),
            CustomParser = ParseAddress,
        };

    public Option<string?> ApiKey { get; } =
        new("--api-key")
        {
            Description = $"The key to show. Better in the environment, as {ApiKeyVariable}. Never printed.",
        };

    /// <summary>Reads the address of a server. A path is kept as a folder, so that a server behind a prefix works too.</summary>
    public static Uri? ParseAddress(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value.TrimEnd('/') + "/";
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        var option = ((OptionResult)argument.Parent!).Option.Name;
        argument.AddError(
            $"{option} takes an address such as http://127.0.0.1:8080, not '{argument.Tokens[0].Value}'."
        );
        return null;
    }

    /// <summary>The key to show, or null.</summary>
    public string? Key(ParseResult parsed) =>
        parsed.GetValue(ApiKey) ?? Environment.GetEnvironmentVariable(ApiKeyVariable);

    public BatchSender CreateSender(
        ParseResult parsed,
        TimeSpan giveUpAfter,
        TimeProvider clock,
        Action<FailedAttempt> onFailedAttempt
    ) => new(parsed.GetValue(Url)!, Key(parsed), giveUpAfter, clock) { OnFailedAttempt = onFailedAttempt };
}
