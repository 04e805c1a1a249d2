using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Monolith.Alerting.Tests.Notifications.Support;

/// <summary>A mail server of one certificate that nobody trusts. Thread-safe.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate = CreateCertificate();
    private readonly Lock _gate = new();
    private readonly List<Mail> _mails = [];
    private readonly Task _running;

    public SmtpServer()
    {
        _listener.Start();
        _running = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The answer to a command in place of the usual one; null for that.</summary>
    public Func<string, string?> Answer { get; set; } = _ => null;

    /// <summary>Whether it offers STARTTLS.</summary>
    public bool HasTls { get; set; } = true;

    public IReadOnlyList<Mail> Mails
    {
        get
        {
            lock (_gate)
            {
                return [.. _mails];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _certificate.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var conversations = new List<Task>();
        try
        {
            while (true)
            {
                conversations.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(conversations);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await TalkAsync(client.GetStream());
            }
            catch (Exception e)
                when (e
                        is IOException
                            or OperationCanceledException
                            or System.Security.Authentication.AuthenticationException
                )
            {
                // The client went away, or does not trust the certificate.
            }
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        var mail = new Mail();
        var lines = new Lines(stream);
        await lines.WriteAsync("220 test", _stop.Token);
        while (await lines.ReadAsync(_stop.Token) is { } line)
        {
            var verb = line.Split(' ')[0].ToUpperInvariant();
            if (Answer(line) is { } other)
            {
                await lines.WriteAsync(other, _stop.Token);
                continue;
            }

            switch (verb)
            {
                case "EHLO":
                    var tls = HasTls && !mail.IsEncrypted ? "250-STARTTLS\r\n" : "";
                    await lines.WriteAsync($"250-test\r\n{tls}250 AUTH LOGIN", _stop.Token);
                    break;
                case "STARTTLS":
                    await lines.WriteAsync("220 go on", _stop.Token);
                    var encrypted = new SslStream(stream);
                    await encrypted.AuthenticateAsServerAsync(
                        new SslServerAuthenticationOptions { ServerCertificate = _certificate },
                        _stop.Token
                    );
                    lines = new Lines(encrypted);
                    mail = mail with { IsEncrypted = true };
                    break;
                case "AUTH":
                    // AUTH LOGIN, with the user's name beside it or on the next line.
                    var user = line.Split(' ') is [_, _, var given] ? given : await AskAsync(lines, "334 VXNlcm5hbWU6");
                    var password = await AskAsync(lines, "334 UGFzc3dvcmQ6");
                    mail = mail with { Login = $"{Decode(user)}:{Decode(password)}" };
                    await lines.WriteAsync("235 welcome", _stop.Token);
                    break;
                case "MAIL":
                    mail = mail with { From = line };
                    await lines.WriteAsync("250 ok", _stop.Token);
                    break;
                case "RCPT":
                    mail = mail with { To = [.. mail.To, line] };
                    await lines.WriteAsync("250 ok", _stop.Token);
                    break;
                case "DATA":
                    await lines.WriteAsync("354 go on", _stop.Token);
                    var text = new StringBuilder();
                    while (await lines.ReadAsync(_stop.Token) is { } content && content != ".")
                    {
                        text.Append(content).Append('\n');
                    }

                    lock (_gate)
                    {
                        _mails.Add(mail with { Text = text.ToString() });
                    }

                    await lines.WriteAsync("250 queued as 42", _stop.Token);
                    break;
                case "QUIT":
                    await lines.WriteAsync("221 bye", _stop.Token);
                    return;
                default:
                    await lines.WriteAsync("250 ok", _stop.Token);
                    break;
            }
        }
    }

    private async Task<string> AskAsync(Lines lines, string question)
    {
        await lines.WriteAsync(question, _stop.Token);
        return await lines.ReadAsync(_stop.Token) ?? "";
    }

    private static string Decode(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));

    private static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(ManualTime.Start.AddYears(-1), ManualTime.Start.AddYears(9));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Reads a byte at a time, so that nothing of what comes after STARTTLS is read too early.</summary>
    private sealed class Lines(Stream stream)
    {
        public async Task<string?> ReadAsync(CancellationToken cancellationToken)
        {
            var line = new List<byte>();
            var one = new byte[1];
            while (await stream.ReadAsync(one, cancellationToken) > 0)
            {
                if (one[0] == '\n')
                {
                    return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
                }

                line.Add(one[0]);
            }

            return null;
        }

        public async Task WriteAsync(string line, CancellationToken cancellationToken) =>
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{line}\r\n"), cancellationToken);
    }
}

/// <summary>A message that came.</summary>
internal sealed record Mail(
    bool IsEncrypted = false,
    string Login = "",
    string From = "",
    IReadOnlyList<string>? Recipients = null,
    string Text = ""
)
{
    public IReadOnlyList<string> To { get; init; } = Recipients ?? [];

    /// <summary>The lines before the first empty one.</summary>
    public string Headers => Text[..Text.IndexOf("\n\n", StringComparison.Ordinal)];

    /// <summary>The parts of the message, decoded.</summary>
    public IReadOnlyList<string> Parts =>
        [
            .. Text.Split("\n\n")
                .Select(block => block.Replace("\n", "", StringComparison.Ordinal).Split("--")[0])
                .Select(TryDecode)
                .OfType<string>(),
        ];

    private static string? TryDecode(string block)
    {
        var bytes = new byte[block.Length];
        return block.Length > 20 && Convert.TryFromBase64String(block, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }
}
