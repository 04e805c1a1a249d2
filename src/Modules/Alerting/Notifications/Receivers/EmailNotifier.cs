using System.Net.Mail;
using System.Net.Mime;
using System.Security.Authentication;
using Monolith.Alerting.Notifications.Settings;

namespace Monolith.Alerting.Notifications.Receivers;

/// <summary>Tells by e-mail, over the mail server of the installation.</summary>
internal sealed class EmailNotifier(
    EmailSettings settings,
    MailServer server,
    NotificationOptions options,
    TimeProvider clock
) : INotifier
{
    private readonly EmailText _text = new(new RuleLinks(options.ExternalUrl));

    /// <inheritdoc/>
    public async Task<NotifyResult> NotifyAsync(Notification notification, CancellationToken cancellationToken)
    {
        if (!server.IsThere)
        {
            return new NotifyResult(NotifyOutcome.Refused, "there is no mail server any more");
        }

        using var bound = new CancellationTokenSource(options.ReceiverTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        using var message = Message(notification);
        using var smtp = server.Connect();
        try
        {
            await smtp.SendMailAsync(message, both.Token);
            return new NotifyResult(NotifyOutcome.Delivered, $"accepted by {server.Name}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new NotifyResult(
                NotifyOutcome.Failed,
                $"no answer within {options.ReceiverTimeout.TotalSeconds:0.###} s"
            );
        }
        catch (SmtpException e)
        {
            return Failure(e);
        }
    }

    private MailMessage Message(Notification notification)
    {
        var message = new MailMessage { From = server.From, Subject = EmailText.Subject(notification) };
        if (MailAddresses.TryParse(settings.To, out var to))
        {
            foreach (var address in to)
            {
                message.To.Add(address);
            }
        }

        // A message that is sent again has the same id, so that mail programs show it once; those of a group form a thread.
        message.Headers.Add("Message-ID", $"<{notification.Key}@{server.From.Host}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.AlternateViews.Add(View(_text.Plain(notification), MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(View(_text.Html(notification), MediaTypeNames.Text.Html));
        return message;
    }

    private static AlternateView View(string text, string type)
    {
        var view = AlternateView.CreateAlternateViewFromString(text, System.Text.Encoding.UTF8, type);
        view.TransferEncoding = TransferEncoding.Base64; // no line can be too long, or a lone dot
        return view;
    }

    /// <summary>A server that says 5xx means it; without any word of it, or with 4xx, it may work later. Of several recipients
    /// those that may work later count: the others have the message already, under the same id.</summary>
    private static NotifyResult Failure(SmtpException e)
    {
        if (e.InnerException is AuthenticationException)
        {
            return new NotifyResult(NotifyOutcome.Failed, "the certificate of the mail server is not trusted");
        }

        var status = e is SmtpFailedRecipientsException several
            ? several.InnerExceptions.Min(inner => inner.StatusCode)
            : e.StatusCode;
        return (int)status switch
        {
            >= 500 and < 600 => new NotifyResult(NotifyOutcome.Refused, $"refused by the mail server: {(int)status}"),
            >= 400 and < 500 => new NotifyResult(NotifyOutcome.Failed, $"put off by the mail server: {(int)status}"),
            _ => new NotifyResult(NotifyOutcome.Failed, "no connection to the mail server"),
        };
    }
}
