using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Ingest.Intake;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Splunk;

/// <summary>Says which requests of a channel are durable: all that were answered.</summary>
internal static partial class QueryAcks
{
    // Vector asks for a million at most; its question fits ten times over.
    private const int MostAcks = 1_000_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/services/collector/ack", "/services/collector/ack/1.0"])
        {
            routes
                .MapPost(path, HandleAsync)
                .Describe(
                    "Says which requests of a channel are durable, as Splunk does.",
                    api =>
                        api.Query("channel", "The channel.")
                            .Takes("The numbers of the requests.", """{"acks":[1,2]}""")
                            .Gives(
                                StatusCodes.Status200OK,
                                "Which of them are durable.",
                                """{"acks":{"1":true,"2":true}}"""
                            )
                )
                .RequireAuthorization(Permissions.WriteLogs)
                .WithMetadata(new SplunkProblemForm());
        }
    }

    private static async Task HandleAsync(
        HttpContext context,
        LogIntake intake,
        AckIds acks,
        CancellationToken cancellationToken
    )
    {
        var channel = Channels.Of(context.Request);
        if (!Credentials.AreShown(context.Request))
        {
            await SplunkAnswer.TokenRequired.WriteAsync(context.Response);
        }
        else if (channel != Channel.Named)
        {
            var answer = channel == Channel.None ? SplunkAnswer.MissingChannel : SplunkAnswer.InvalidChannel;
            await answer.WriteAsync(context.Response);
        }
        else if (await ReadAsync(context, intake, cancellationToken) is not { Acks: { Length: <= MostAcks } ids })
        {
            await SplunkAnswer.InvalidFormat.WriteAsync(context.Response);
        }
        else
        {
            var known = new Dictionary<string, bool>(StringComparer.Ordinal);
            foreach (var id in ids)
            {
                known[id.ToString(CultureInfo.InvariantCulture)] = acks.IsGiven(id);
            }

            await context.Response.WriteAsJsonAsync(
                new KnownAcks(known),
                AckJson.Default.KnownAcks,
                cancellationToken: cancellationToken
            );
        }
    }

    private static async ValueTask<Question?> ReadAsync(
        HttpContext context,
        LogIntake intake,
        CancellationToken cancellationToken
    )
    {
        using var body = await intake.ReadAsync(context, "splunk", cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(body.Bytes.Span, AckJson.Default.Question);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The numbers that are asked for.</summary>
    internal sealed record Question(long[]? Acks);

    /// <summary>For each of them, whether it is durable.</summary>
    internal sealed record KnownAcks(IReadOnlyDictionary<string, bool> Acks);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Question))]
    [JsonSerializable(typeof(KnownAcks))]
    private sealed partial class AckJson : JsonSerializerContext;
}
