using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Monolith.Host.Tests.Attacks;

/// <summary>What no client sends that means well: requests within requests, paths that lead out, bombs and endless nesting.</summary>
public sealed class RawRequestTests
{
    private const string Key = "key-of-the-owner-for-the-test";

    [Fact]
    public async Task Nothing_malformed_gets_in_leads_out_or_brings_the_program_down()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(
            folder.File("data"),
            $"--Monolith:Access:AdminKey={Key}",
            "--Monolith:Http:RequestsPerSecondPerAddress=10000"
        );
        var port = host.Http.BaseAddress!.Port;
        var ready = await AnswerAsync(port, "GET /api/v1/logs HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 401", ready, StringComparison.Ordinal);

        // Two lengths: whatever is taken for a second request has no key of the first.
        const string Second = "GET /api/v1/logs HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        var chunked = $"0\r\n\r\n{Second}";
        foreach (
            var lengths in new[]
            {
                $"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                $"Transfer-Encoding: chunked\r\nContent-Length: {chunked.Length}\r\n",
                "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n",
                "Transfer-Encoding : chunked\r\n",
            }
        )
        {
            var answer = await AnswerAsync(
                port,
                $"POST /api/v1/logs HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {Key}\r\nContent-Type: application/json\r\n{lengths}\r\n{chunked}"
            );
            Assert.DoesNotContain("\"records\"", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("HTTP/1.1 500", answer, StringComparison.Ordinal);
        }

        foreach (
            var path in new[]
            {
                "/../../../../etc/passwd",
                "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
                "/assets/..%2f..%2f..%2fappsettings.json",
                "/assets/..\\..\\appsettings.json",
                "/appsettings.json",
                "//etc/passwd",
                "/api/v1/logs/..%2f..%2f..%2fetc%2fpasswd",
                "/api/v1/contracts/..%2f..%2fsecrets",
            }
        )
        {
            var answer = await AnswerAsync(
                port,
                $"GET {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {Key}\r\nConnection: close\r\n\r\n"
            );
            Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("\"Logging\"", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("HTTP/1.1 500", answer, StringComparison.Ordinal);
        }

        foreach (var path in new[] { "/", "/api/v1/logs", "/healthz" })
        {
            var answer = await AnswerAsync(
                port,
                $"TRACE {path} HTTP/1.1\r\nHost: a\r\nX-Secret: do-not-repeat\r\nConnection: close\r\n\r\n"
            );
            Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("do-not-repeat", answer, StringComparison.Ordinal);
        }

        host.With(Key);
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 20_000)) + "1" + new string('}', 20_000);
        foreach (
            var path in new[]
            {
                "/api/v1/logs",
                "/api/v1/query",
                "/api/v1/query/complete",
                "/api/v1/saved/searches",
                "/api/v1/dashboards",
                "/api/v1/alerts/rules",
                "/v1/logs",
                "/v1/traces",
            }
        )
        {
            Assert.InRange(await PostAsync(host, path, Encoding.UTF8.GetBytes(deep), null), 200, 499);
            Assert.InRange(await PostAsync(host, path, Encoding.UTF8.GetBytes(deep[..50_000]), null), 400, 499);
            Assert.InRange(await PostAsync(host, path, Bomb(), "gzip"), 400, 499);
        }

        // What a record says stays in its record, whatever it looks like.
        var line =
            """{"service":"a","level":"error","message":"x\r\nfail: Forged[0] this is no line of ours\u001b[2J"}""";
        Assert.InRange(await PostAsync(host, "/api/v1/logs", Encoding.UTF8.GetBytes(line), null), 200, 299);
        using var odd = await host.Http.GetAsync(new Uri("/api/v1/logs?q=%0d%0aForged", UriKind.Relative));
        Assert.DoesNotContain("Forged", host.Output, StringComparison.Ordinal);
        using var alive = await host.Http.GetAsync(new Uri("/api/v1/logs", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    private static async Task<int> PostAsync(HostProcess host, string path, byte[] body, string? encoding)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        try
        {
            using var response = await host.Http.PostAsync(new Uri(path, UriKind.Relative), content);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException error) when (error.InnerException is IOException)
        {
            // Who has read enough to refuse closes, and the rest of the body finds nobody: a refusal, whose words are lost.
            return (int)HttpStatusCode.RequestEntityTooLarge;
        }
    }

    // 200 MiB of nothing, in 200 KiB.
    private static byte[] Bomb()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var nothing = new byte[1024 * 1024];
            Array.Fill(nothing, (byte)' ');
            for (var i = 0; i < 200; i++)
            {
                gzip.Write(nothing);
            }
        }

        return packed.ToArray();
    }

    private static async Task<string> AnswerAsync(int port, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, bound.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // A connection that is kept open, or broken off, has said what it has to say.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }
}
