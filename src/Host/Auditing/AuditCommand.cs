using System.CommandLine;
using System.Globalization;
using Monolith.Audit.Contracts;
using Monolith.Host.Sending;

namespace Monolith.Host.Auditing;

/// <summary><c>monolith audit verify</c>: proves that nobody changed, removed or added an entry of the audit trail.</summary>
internal static class AuditCommand
{
    private const int Whole = 0;
    private const int TamperedWith = 1;
    private const int NotVerifiable = 2;

    private static readonly Argument<FileInfo?> Export = new("FILE")
    {
        Description = "An export of the trail (GET /api/v1/audit/export). Without it, the server is asked for one.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Checkpoint = new("--checkpoint")
    {
        Description =
            "SIZE:LINK of a head that was noted earlier, elsewhere. Finds a trail that was rewritten from its start.",
        Validators =
        {
            option =>
            {
                if (option.GetValueOrDefault<string?>() is { } text && !TryReadCheckpoint(text, "", out _))
                {
                    option.AddError(
                        "--checkpoint takes SIZE:LINK, as the last line of an earlier verification has it."
                    );
                }
            },
        },
    };

    public static Command Create()
    {
        var server = new ServerOptions();
        var verify = new Command("verify", "Goes along the trail and says what is wrong first, if anything is.")
        {
            Export,
            Checkpoint,
            server.Url,
            server.ApiKey,
        };
        verify.SetAction((parsed, cancellationToken) => VerifyAsync(parsed, server, cancellationToken));
        return new Command("audit", "Looks after the audit trail.") { verify };
    }

    private static async Task<int> VerifyAsync(
        ParseResult parsed,
        ServerOptions server,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var source = parsed.GetValue(Export) is { } file
                ? TrailSource.Of(file)
                : await TrailSource.OfAsync(parsed.GetValue(server.Url)!, server.Key(parsed), cancellationToken);
            return await VerifyAsync(source, parsed, cancellationToken);
        }
        catch (Exception e) when (e is TrailUnreadableException or IOException or HttpRequestException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"The trail cannot be verified: {e.Message}");
            return NotVerifiable;
        }
    }

    private static async Task<int> VerifyAsync(
        TrailSource source,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        var head = await source.ReadHeadAsync(cancellationToken);
        TrailHead? checkpoint = null;
        if (parsed.GetValue(Checkpoint) is { } text)
        {
            TryReadCheckpoint(text, head.Tenant, out checkpoint);
        }

        var verifier = new TrailVerifier(head, checkpoint);
        await foreach (var line in source.ReadLinesAsync(cancellationToken))
        {
            if (!verifier.Take(line))
            {
                break;
            }
        }

        verifier.End();
        return Report(verifier, head, parsed.InvocationConfiguration.Output);
    }

    private static int Report(TrailVerifier verifier, TrailHead head, TextWriter output)
    {
        if (verifier.Fault is { } fault)
        {
            output.WriteLine($"NOT WHOLE: the audit trail of {head.Tenant} was tampered with at entry {fault.Seq}.");
            output.WriteLine($"  {fault.Kind}: {fault.Detail}");
            output.WriteLine($"  {verifier.Verified} entries before it are as they were written.");
            return TamperedWith;
        }

        output.WriteLine(
            $"The audit trail of {head.Tenant} is whole: {head.Size} entries, none changed, missing or added."
        );
        output.WriteLine(
            $"Note this elsewhere to prove later that nothing up to here was rewritten: {head.Size}:{head.Link}"
        );
        return Whole;
    }

    private static bool TryReadCheckpoint(string text, string tenant, out TrailHead? checkpoint)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (
            colon > 0
            && long.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && text.Length - colon - 1 == AuditChain.LinkLength
        )
        {
            checkpoint = new TrailHead(tenant, size, text[(colon + 1)..]);
            return true;
        }

        checkpoint = null;
        return false;
    }
}
