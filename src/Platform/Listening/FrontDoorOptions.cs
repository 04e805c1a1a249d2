using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Monolith.Platform.Listening;

/// <summary>Who may come to the web server, and from where. Section <c>Monolith:Http</c>.</summary>
internal sealed class FrontDoorOptions : IValidatableObject
{
    public const string Section = "Monolith:Http";

    /// <summary>Origins of web pages that may call the API from browsers, as <c>https://status.example</c>, with a key: never with a
    /// session's cookie.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Networks of proxies that may say whom a request comes from, as <c>10.0.0.0/8</c>. What anybody else says of that
    /// is not believed.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>How many requests a second one address may make over time; 0 for any number. More get 429. Addresses of this
    /// machine are not counted.</summary>
    [Range(0, 1_000_000)]
    public int RequestsPerSecondPerAddress { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        TrustedProxies
            .Where(network => !IPNetwork.TryParse(network, out _))
            .Select(network => new ValidationResult(
                $"{Section}:TrustedProxies: '{network}' is no network. Write it as 10.0.0.0/8."
            ))
            .Concat(
                AllowedOrigins
                    .Where(origin => !WebOrigin.IsOne(origin))
                    .Select(origin => new ValidationResult(
                        $"{Section}:AllowedOrigins: '{origin}' is no origin. Write it as browsers do: https://status.example."
                    ))
            );
}
