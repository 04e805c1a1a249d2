using System.ComponentModel.DataAnnotations;

namespace Monolith.Platform.ClickHouse;

/// <summary>Which ClickHouse is used: section <c>Monolith:ClickHouse</c>. Without <see cref="Url"/>, the embedded engine.</summary>
public sealed class ClickHouseOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Monolith:ClickHouse";

    /// <summary>The HTTP interface of an external server, such as <c>https://clickhouse:8443/</c>. TLS goes by the
    /// scheme; certificates are checked against the system's authorities.</summary>
    public Uri? Url { get; init; }

    /// <summary>The user on an external server. It needs to create, read and write tables in <see cref="Database"/>.</summary>
    [Required]
    public string User { get; init; } = "default";

    /// <summary>The user's password. Sent in a header, never in an address, and never logged.</summary>
    public string Password { get; init; } = "";

    /// <summary>The database that holds all tables. Made if it is not there.</summary>
    [Required]
    [RegularExpression("[A-Za-z_][A-Za-z0-9_]*")]
    public string Database { get; init; } = "monolith";

    /// <summary>The name of the cluster that the tables are spread over, as the server's configuration calls it. Empty
    /// for a single server.</summary>
    [RegularExpression("[A-Za-z_][A-Za-z0-9_-]*")]
    public string? Cluster { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https")))
        {
            yield return new ValidationResult($"{Section}:{nameof(Url)} must begin with http:// or https://.");
        }
        else if (Url is { UserInfo.Length: > 0 })
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(Url)} must not hold a user or password: use {nameof(User)} and {nameof(Password)}."
            );
        }

        if (Cluster is not null && Url is null)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(Cluster)} needs {nameof(Url)}: the embedded engine is one node."
            );
        }
    }
}
