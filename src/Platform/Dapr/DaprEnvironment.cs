using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Monolith.Platform.Dapr;

/// <summary>What Dapr's environment variables say. A class and not a record, so that no log line can print the tokens.</summary>
internal sealed class DaprEnvironment
{
    private DaprEnvironment(Uri httpEndpoint, Uri grpcEndpoint, string? apiToken, string? appApiToken)
    {
        HttpEndpoint = httpEndpoint;
        GrpcEndpoint = grpcEndpoint;
        ApiToken = apiToken;
        AppApiToken = appApiToken;
    }

    /// <summary>The name of the header that carries a token, in both directions.</summary>
    public const string TokenHeader = "dapr-api-token";

    /// <summary>The variable that holds <see cref="AppApiToken"/>.</summary>
    public const string AppApiTokenVariable = "APP_API_TOKEN";

    /// <summary>Where the sidecar's HTTP API is.</summary>
    public Uri HttpEndpoint { get; }

    /// <summary>Where the sidecar's gRPC API is, with the scheme <c>http</c> when it is not encrypted.</summary>
    public Uri GrpcEndpoint { get; }

    /// <summary>What we show the sidecar; null when it asks for nothing.</summary>
    public string? ApiToken { get; }

    /// <summary>What the sidecar shows us; null when it was given nothing to show.</summary>
    public string? AppApiToken { get; }

    /// <summary>True when the environment says that there is a sidecar.</summary>
    public static bool HasSidecar(IConfiguration configuration) =>
        Text(configuration, "DAPR_HTTP_PORT") is not null || Text(configuration, "DAPR_HTTP_ENDPOINT") is not null;

    /// <summary>Reads the variables, which are part of the configuration.</summary>
    /// <exception cref="OptionsValidationException">A port or an endpoint makes no sense.</exception>
    public static DaprEnvironment From(IConfiguration configuration) =>
        new(
            Endpoint(configuration, "DAPR_HTTP_ENDPOINT", "DAPR_HTTP_PORT", 3500),
            Endpoint(configuration, "DAPR_GRPC_ENDPOINT", "DAPR_GRPC_PORT", 50001),
            Text(configuration, "DAPR_API_TOKEN"),
            Text(configuration, AppApiTokenVariable)
        );

    private static Uri Endpoint(IConfiguration configuration, string endpoint, string port, int defaultPort)
    {
        if (Text(configuration, endpoint) is { } address)
        {
            return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? uri
                : throw Wrong(endpoint, "must begin with http:// or https://");
        }

        var number = defaultPort;
        if (
            Text(configuration, port) is { } text
            && !(int.TryParse(text, CultureInfo.InvariantCulture, out number) && number is > 0 and <= ushort.MaxValue)
        )
        {
            throw Wrong(port, $"is '{text}': it must be a port number");
        }

        // Not localhost, which may mean ::1, where not every sidecar listens.
        return new Uri($"http://127.0.0.1:{number}");
    }

    private static OptionsValidationException Wrong(string variable, string why) =>
        new(variable, typeof(DaprEnvironment), [$"{variable} {why}."]);

    private static string? Text(IConfiguration configuration, string variable) =>
        configuration[variable] is { Length: > 0 } text ? text : null;
}
