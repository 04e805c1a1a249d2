using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Listening;

namespace Monolith.Ingest.Browsers;

/// <summary>Which web pages may send from the browsers of their visitors. Section <c>Modules:Ingest:Browsers</c>.</summary>
internal sealed class BrowserOptions : IValidatableObject
{
    private const string Section = "Modules:Ingest:Browsers";

    /// <summary>Their origins, as <c>https://shop.example</c>; <c>*</c> for every page, and none to switch it off.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        AllowedOrigins
            .Where(origin => origin != "*" && !WebOrigin.IsOne(origin))
            .Select(origin => new ValidationResult(
                $"{Section}:AllowedOrigins: '{origin}' is no origin. Write it as browsers do: https://shop.example, "
                    + "with a port where it is not the usual one and with nothing behind it."
            ));
}
