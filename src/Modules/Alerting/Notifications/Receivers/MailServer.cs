using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace Monolith.Alerting.Notifications.Receivers;

/// <summary>The mail server of this installation.</summary>
internal sealed class MailServer(IOptions<SmtpOptions> options)
{
    private readonly SmtpOptions _options = options.Value;

    /// <summary>Whether there is one.</summary>
    public bool IsThere => !string.IsNullOrEmpty(_options.Host);

    /// <summary>How people know it: host and port.</summary>
    public string Name => $"{_options.Host}:{_options.Port}";

    /// <summary>Who messages are from.</summary>
    public MailAddress From => new(_options.From, "Monolith");

    /// <summary>A connection for one message. Dispose it.</summary>
    public SmtpClient Connect() =>
        new(_options.Host, _options.Port)
        {
            EnableSsl = _options.RequireTls,
            Credentials = _options.Username is { } user ? new NetworkCredential(user, _options.Password) : null,
        };
}
