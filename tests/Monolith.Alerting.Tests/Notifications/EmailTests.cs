using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Monolith.Alerting.Notifications;
using Monolith.Alerting.Notifications.Receivers;
using Monolith.Alerting.Notifications.Settings;
using Monolith.Alerting.Tests.Notifications.Support;

namespace Monolith.Alerting.Tests.Notifications;

public sealed class EmailTests : IAsyncDisposable
{
    private readonly SmtpServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_message_has_a_subject_text_html_and_a_stable_id()
    {
        var result = await SendAsync(Notification("service=checkout"));

        Assert.Equal(new NotifyResult(NotifyOutcome.Delivered, $"accepted by 127.0.0.1:{_server.Port}"), result);
        var mail = Assert.Single(_server.Mails);
        Assert.Contains("Subject: [FIRING:1] CheckoutErrors (checkout)\n", mail.Text);
        Assert.Contains("Message-ID: <the-key@example.com>", mail.Headers);
        Assert.Equal(["RCPT TO:<ops@example.com>", "RCPT TO:<dev@example.com>"], mail.To);
        Assert.Contains("MAIL FROM:<monolith@example.com>", mail.From);
        Assert.Contains(mail.Parts, p => p.Contains("summary: Checkout fails.", StringComparison.Ordinal));
        Assert.Contains(mail.Parts, p => p.Contains("<td>Checkout fails.</td>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_strangers_logged_adds_no_header_and_no_markup()
    {
        await SendAsync(Notification("service=x\r\nBcc: victim@example.com", "path=<script>alert(1)</script>"));

        var mail = Assert.Single(_server.Mails);
        Assert.DoesNotContain("\nBcc:", mail.Text);
        Assert.Equal(2, mail.To.Count);
        Assert.DoesNotContain(mail.Parts, p => p.Contains("<td><script>", StringComparison.Ordinal));
        Assert.Contains(mail.Parts, p => p.Contains("&lt;script&gt;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_to_a_server_that_must_encrypt_goes_nowhere_without_encryption()
    {
        _server.HasTls = false;

        var result = await SendAsync(Notification(), requireTls: true);

        Assert.NotEqual(NotifyOutcome.Delivered, result.Outcome);
        Assert.Empty(_server.Mails);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_refused_before_the_password_is_sent()
    {
        var result = await SendAsync(Notification(), requireTls: true, user: "monolith");

        Assert.Equal(NotifyOutcome.Failed, result.Outcome);
        Assert.Equal("the certificate of the mail server is not trusted", result.Receipt);
        Assert.Empty(_server.Mails);
    }

    [Fact]
    public async Task A_trusted_server_is_told_over_tls_after_login()
    {
#pragma warning disable SYSLIB0014, MA0039 // the one way to have SmtpClient trust a certificate for a test
        ServicePointManager.ServerCertificateValidationCallback = (_, certificate, _, _) =>
            certificate?.Subject == "CN=test" && _trusts;
#pragma warning restore SYSLIB0014, MA0039
        _trusts = true;
        try
        {
            var result = await SendAsync(Notification(), requireTls: true, user: "monolith");

            Assert.Equal(NotifyOutcome.Delivered, result.Outcome);
            var mail = Assert.Single(_server.Mails);
            Assert.True(mail.IsEncrypted);
            Assert.Equal("monolith:s3cr3t", mail.Login);
        }
        finally
        {
            _trusts = false;
        }
    }

    [Theory]
    [InlineData("RCPT", "550 no such user", "Refused")]
    [InlineData("RCPT", "450 later", "Failed")]
    [InlineData("MAIL", "451 busy", "Failed")]
    [InlineData("DATA", "554 spam", "Refused")]
    public async Task A_server_that_refuses_for_now_is_asked_again_and_one_that_refuses_is_not(
        string command,
        string answer,
        string outcome
    )
    {
        _server.Answer = line => line.StartsWith(command, StringComparison.Ordinal) ? answer : null;

        var result = await SendAsync(Notification());

        Assert.Equal(outcome, $"{result.Outcome}");
        Assert.DoesNotContain("s3cr3t", result.Receipt);
        Assert.Empty(_server.Mails);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_asked_again()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0); // has the port and does not listen
        nobody.Server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)nobody.Server.LocalEndPoint!).Port;

        var result = await SendAsync(Notification(), port: port);

        Assert.Equal(new NotifyResult(NotifyOutcome.Failed, "no connection to the mail server"), result);
    }

    private static bool _trusts;

    private static Notification Notification(params string[] labels)
    {
        var alert = NotifiedAlert.Of(SomeAlert.Firing(ManualTime.Start, labels), ManualTime.Start);
        var group = SomeAlert.Labels(["alertname=CheckoutErrors", .. labels.Take(1)]);
        return new Notification("default", "team", "{}", group, [alert], 0, "the-key");
    }

    private Task<NotifyResult> SendAsync(
        Notification notification,
        bool requireTls = false,
        string? user = null,
        int? port = null
    )
    {
        var options = new SmtpOptions
        {
            Host = "127.0.0.1",
            Port = port ?? _server.Port,
            From = "monolith@example.com",
            RequireTls = requireTls,
            Username = user,
            Password = "s3cr3t",
        };
        var notifier = new EmailNotifier(
            new EmailSettings("ops@example.com, Dev <dev@example.com>"),
            new MailServer(Options.Create(options)),
            new NotificationOptions(),
            TimeProvider.System
        );
        return notifier.NotifyAsync(notification, CancellationToken.None);
    }
}
