using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.Json.Serialization;
using Monolith.Audit.Contracts;
using Monolith.Host.Sending;

namespace Monolith.Host.Auditing;

/// <summary><c>monolith audit verify</c>: proves that nobody changed, removed or added an entry of the audit trail.</summary>
internal static class AuditCommand
{
    /// <summary>The exit code of a command line that cannot be read.</summary>
    public const int WrongUsage = 3;

    private const int NotVerifiable = 2;

    private static readonly JsonSerializerOptions Machine = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        WriteIndented = true,
    };

    private static readonly Argument<string?> Export = new("EXPORT")
    {
        Description =
            "The folder or tar archive of an export (GET /api/v1/audit/export). Without it, the server is asked for one.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<FileInfo[]> Checkpoints = new("--checkpoint")
    {
        Description = "A checkpoint that was kept elsewhere. Finds a trail that was rewritten or rolled back since.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> Key = new("--key")
    {
        Description = "The key that must have signed, NAME+ID+BASE64, noted elsewhere. Later keys follow from it.",
        Recursive = true,
    };

    private static readonly Option<string[]> Witnesses = new("--witness")
    {
        Description = "The key of a witness, NAME+ID+BASE64, who must have signed a checkpoint of the export.",
    };

    private static readonly Option<FileInfo?> Trust = new("--trust")
    {
        Description = "A file of certificates in PEM. Each time stamp of the export must lead to one of them.",
    };

    private static readonly Option<bool> AsJson = new("--json")
    {
        Description = "Say what was found as JSON.",
        Recursive = true,
    };

    public static Command Create()
    {
        var server = new ServerOptions();
        var verify = new Command("verify", "Goes along the trail and says what is wrong first, if anything is.")
        {
            Export,
            Checkpoints,
            Witnesses,
            Trust,
            Key,
            AsJson,
            server.Url,
            server.ApiKey,
            CreateProof(),
            CreateConsistency(),
        };
        verify.Validators.Add(found =>
        {
            // The parser takes an option that there is not for the export.
            if (found.GetValue(Export) is ['-', ..] unknown)
            {
                found.AddError($"There is no option {unknown}.");
            }
        });
        verify.SetAction((parsed, cancellationToken) => VerifyAsync(parsed, server, cancellationToken));
        return new Command("audit", "Looks after the audit trail.") { verify };
    }

    /// <summary>Whether a command line was meant for this verb.</summary>
    public static bool IsVerifying(ParseResult parsed)
    {
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult command; result = command.Parent)
        {
            if (command.Command.Name == "audit")
            {
                return true;
            }
        }

        return false;
    }

    private static Command CreateProof()
    {
        var proof = new Argument<FileInfo>("PROOF") { Description = "A file of c2sp.org/tlog-proof." };
        var entry = new Option<FileInfo>("--entry")
        {
            Description = "The entry, byte for byte as the trail has it.",
            Required = true,
        };
        var command = new Command("proof", "Proves that one entry is in the trail, without the rest of it.")
        {
            proof,
            entry,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                ReportAsync(
                    parsed,
                    async () =>
                        TrailVerifier.VerifyProof(
                            await ReadAsync(parsed.GetValue(proof)!, cancellationToken),
                            await File.ReadAllBytesAsync(parsed.GetValue(entry)!.FullName, cancellationToken),
                            parsed.GetValue(Key)
                        )
                )
        );
        return command;
    }

    private static Command CreateConsistency()
    {
        var older = new Argument<FileInfo>("OLD") { Description = "The earlier checkpoint." };
        var newer = new Argument<FileInfo>("NEW") { Description = "The later checkpoint." };
        var proof = new Option<FileInfo?>("--proof")
        {
            Description = "The answer of /api/v1/audit/consistency; not needed when both are of one size.",
        };
        var command = new Command("consistency", "Proves that the trail went on from an earlier checkpoint.")
        {
            older,
            newer,
            proof,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                ReportAsync(
                    parsed,
                    async () =>
                        TrailVerifier.VerifyConsistency(
                            await ReadAsync(parsed.GetValue(older)!, cancellationToken),
                            await ReadAsync(parsed.GetValue(newer)!, cancellationToken),
                            parsed.GetValue(proof) is { } file ? await ReadAsync(file, cancellationToken) : null,
                            parsed.GetValue(Key)
                        )
                )
        );
        return command;
    }

    private static Task<int> VerifyAsync(
        ParseResult parsed,
        ServerOptions server,
        CancellationToken cancellationToken
    ) =>
        ReportAsync(
            parsed,
            async () =>
            {
                var known = await Task.WhenAll(
                    (parsed.GetValue(Checkpoints) ?? []).Select(file => ReadAsync(file, cancellationToken))
                );
                using var export = parsed.GetValue(Export) is { } path
                    ? await ExportFolder.OfAsync(path, cancellationToken)
                    : await ExportFolder.OfAsync(parsed.GetValue(server.Url)!, server.Key(parsed), cancellationToken);
                var trust = new TrailTrust
                {
                    Key = parsed.GetValue(Key),
                    Checkpoints = known,
                    Witnesses = parsed.GetValue(Witnesses) ?? [],
                    Authorities = parsed.GetValue(Trust) is { } file ? await ReadAsync(file, cancellationToken) : null,
                };
                return await TrailVerifier.VerifyAsync(export.Path, trust, cancellationToken);
            }
        );

    private static async Task<int> ReportAsync(ParseResult parsed, Func<Task<TrailVerdict>> verifyAsync)
    {
        try
        {
            var verdict = await verifyAsync();
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(AsJson))
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(verdict, Machine));
            }
            else
            {
                Report(verdict, output);
            }

            return verdict.ExitCode;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"The trail cannot be verified: {e.Message}");
            return NotVerifiable;
        }
    }

    private static void Report(TrailVerdict verdict, TextWriter output)
    {
        ReportVerdict(verdict, output);
        foreach (var warning in verdict.Warnings)
        {
            output.WriteLine($"  odd: {warning}");
        }
    }

    private static void ReportVerdict(TrailVerdict verdict, TextWriter output)
    {
        if (verdict.Fault is { } fault)
        {
            var what = verdict.ExitCode == NotVerifiable ? "cannot be verified" : "was tampered with";
            output.WriteLine($"NOT WHOLE: the audit trail {verdict.Origin} {what} at entry {fault.Seq}.");
            output.WriteLine($"  {fault.Kind}: {fault.Detail}");
            return;
        }

        output.WriteLine(
            $"The audit trail {verdict.Origin} is whole: {verdict.Size} entries with the root {verdict.Root}."
        );
        foreach (var anchor in verdict.Anchors)
        {
            var done = anchor.Kind == TrailAnchorKind.Witness ? "Witnessed" : "Time-stamped";
            var doubt = anchor.IsTrusted ? "" : ", whom nothing was given to trust by (--trust)";
            output.WriteLine($"{done} up to entry {anchor.Size} at {anchor.Time} by {anchor.By}{doubt}.");
        }

        if (verdict.Removal is { } removal)
        {
            output.WriteLine(
                $"The texts of {removal.Count} entries were removed by retention at {removal.Time}, as entry {removal.Seq} says. Their hashes are there."
            );
        }

        if (verdict.SignedBy is { } key && verdict.Key is null)
        {
            output.WriteLine("It is signed with a key that came with it. Note the key elsewhere and give it as --key:");
            output.WriteLine($"  {key}");
        }
    }

    private static Task<string> ReadAsync(FileInfo file, CancellationToken cancellationToken) =>
        File.ReadAllTextAsync(file.FullName, cancellationToken);
}
