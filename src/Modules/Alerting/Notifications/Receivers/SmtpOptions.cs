using System.ComponentModel.DataAnnotations;

namespace Monolith.Alerting.Notifications.Receivers;

/// <summary>The mail server of this installation, <c>Modules:Alerting:Smtp</c>.</summary>
internal sealed class SmtpOptions
{
    /// <summary>The server. Without it, nobody can be told by e-mail.</summary>
    public string? Host { get; init; }

    /// <summary>Its port.</summary>
    [Range(1, 65_535)]
    public int Port { get; init; } = 587;

    /// <summary>Who the messages are from.</summary>
    [EmailAddress]
    public string From { get; init; } = "monolith@localhost";

    /// <summary>Whether the server must encrypt by STARTTLS, with a certificate that this machine trusts.</summary>
    public bool RequireTls { get; init; } = true;

    /// <summary>The user to log in as. Without it, nobody logs in.</summary>
    public string? Username { get; init; }

    /// <summary>The user's password.</summary>
    public string? Password { get; init; }
}
