using System.CommandLine;
using FluentValidation;
using Microsoft.Extensions.Options;
using Monolith.Access;
using Monolith.Access.Contracts;
using Monolith.Host.Serving;
using Monolith.Platform;
using Monolith.Platform.Problems;

namespace Monolith.Host;

/// <summary><c>monolith key create</c>: makes a key where there is nobody yet who could ask for one over HTTP.</summary>
internal static class KeyCommand
{
    private const int Made = 0;
    private const int Refused = 2;

    private static readonly Option<string> Name = new("--name")
    {
        Description = "What the key is for.",
        Required = true,
    };

    private static readonly Option<string[]> Roles = new("--role")
    {
        Description =
            "What it may do: ingest, viewer, analyst, operator, auditor, admin, owner, or a role of the tenant's own.",
        Required = true,
    };

    private static readonly Option<string?> Tenant = new("--tenant") { Description = "Whose it is." };

    private static readonly Option<int?> Days = new("--days")
    {
        Description = "After how many days it ends. Without it, it goes on until it is revoked.",
    };

    public static Command Create()
    {
        var create = new Command(
            "create",
            "Makes a key and prints it, this once, with the settings that would be given to serve. On an embedded Monolith that "
                + "does not run: one that runs makes keys by POST /api/v1/access/keys."
        )
        {
            Name,
            Roles,
            Tenant,
            Days,
        };
        create.TreatUnmatchedTokensAsErrors = false;
        create.SetAction(CreateAsync);
        return new Command("key", "Looks after keys.") { create };
    }

    private static async Task<int> CreateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            // The key alone, so that a script can take it from here.
            await output.WriteLineAsync(await MakeAsync(parsed, cancellationToken));
            return Made;
        }
        catch (Exception refused) when (Why(refused) is not null)
        {
            await errors.WriteLineAsync($"No key is made: {Why(refused)}");
            return Refused;
        }
    }

    private static async Task<string> MakeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var builder = Serving.HostBuilder.Create([.. parsed.UnmatchedTokens]);
        var data = DataFolder.Of(builder.Configuration);
        using var alone = TakeAlone(builder.Configuration, data);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(data);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddRuntime(builder.Configuration);
        new AccessModule().AddServices(builder.Services, builder.Configuration);
        await using var app = builder.Build();

        DateTimeOffset? end = parsed.GetValue(Days) is { } days ? TimeProvider.System.GetUtcNow().AddDays(days) : null;
        var wish = new KeyWish(parsed.GetValue(Name)!, parsed.GetValue(Roles)!, parsed.GetValue(Tenant), end);
        return await app.Services.GetRequiredService<IKeyMaker>().MakeAsync(wish, cancellationToken);
    }

    // Documents of a sidecar are shared by many hosts; those in files belong to the one that runs.
    private static DataFolderLock? TakeAlone(IConfiguration configuration, DataFolder data) =>
        Runtime.Of(configuration) == RuntimeKind.Dapr
            ? null
            : DataFolderLock.TryTake(data, out var holder)
                ?? throw new IOException(
                    $"the data folder {data.Path} is in use by {holder}. Ask it: POST /api/v1/access/keys."
                );

    private static string? Why(Exception exception) =>
        exception switch
        {
            ValidationException invalid => string.Join(' ', invalid.Errors.Select(error => error.ErrorMessage)),
            ProblemException or IOException or UnauthorizedAccessException => exception.Message,
            ArgumentOutOfRangeException => "It cannot go on for so many days.",
            OptionsValidationException invalid => string.Join(' ', invalid.Failures),
            _ => null,
        };
}
