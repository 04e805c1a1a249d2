using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Monolith.Clients.Tests.Syslog;

/// <summary>Debian's rsyslog in a process and a folder of its own: what programs write to its socket, it forwards.</summary>
internal sealed class Rsyslog : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly Socket _log = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly Process _process;
    private readonly Task<string> _errors;

    private Rsyslog(string program, string action)
    {
        var configuration = _folder.File("rsyslog.conf");
        File.WriteAllText(
            configuration,
            $"""
            global(workDirectory="{_folder.Path}" maxMessageSize="128k" parser.escapeControlCharactersOnReceive="off")
            module(load="imuxsock" SysSock.Use="off")
            input(type="imuxsock" Socket="{SocketPath}" RateLimit.Interval="0")
            {action}
            """
        );
        _process = ChildProgram.Start(program, ["-n", "-f", configuration, "-i", _folder.File("rsyslog.pid")]);
        _errors = _process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    private string SocketPath => _folder.File("log");

    /// <summary>Starts it. Skips the test where it is not installed.</summary>
    /// <param name="action">What it does with each message.</param>
    public static async Task<Rsyslog> StartAsync(string action)
    {
        var rsyslog = new Rsyslog(ChildProgram.Find("rsyslogd"), action);
        await Eventually.HoldsAsync(rsyslog.TryConnect, "rsyslog has opened its socket");
        return rsyslog;
    }

    /// <summary>Logs as a program of its machine does.</summary>
    public async Task LogAsync(string service, Corpus.Item item)
    {
        var severity = item.Level switch
        {
            "debug" => 7,
            "info" => 6,
            "warn" => 4,
            _ => 3,
        };
        var time = TimeProvider.System.GetUtcNow().ToString("MMM d HH:mm:ss", CultureInfo.InvariantCulture);
        var message = Encoding.UTF8.GetBytes($"<{(16 * 8) + severity}>{time} {service}[42]: {item.Message}");

        // rsyslog takes no more while it cannot forward.
        using var bound = new CancellationTokenSource(Bound);
        await _log.SendAsync(message, bound.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        await _errors;
        _process.Dispose();
        _log.Dispose();
        _folder.Dispose();
    }

    private bool TryConnect()
    {
        Assert.False(_process.HasExited, $"rsyslog ended: {(_process.HasExited ? _errors.Result : "")}");
        try
        {
            _log.Connect(new UnixDomainSocketEndPoint(SocketPath));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
