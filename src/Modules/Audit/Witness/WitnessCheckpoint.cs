using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Merkle;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Audit.Witness;

/// <summary>Signs the checkpoint of another log if it goes on from the last one: <c>POST /api/v1/audit/witness</c>, as
/// c2sp.org/tlog-witness says. Whoever shows one trail here and another one there is found out.</summary>
internal static class WitnessCheckpoint
{
    private const int MaxBytes = 64 * 1024;
    private const string SizeType = "text/x.tlog.size";

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in new[] { "/api/v1/audit/witness", "/api/v1/audit/witness/add-checkpoint" })
        {
            routes
                .MapPost(path, AnswerAsync)
                .Describe(
                    "Signs the checkpoint of another audit trail, if it goes on from the last one that was seen.",
                    api =>
                        api.Remark(
                                "409 says the size of the last one; 404 that the log is not known here, 403 that its key is another, 422 that the proof proves nothing."
                            )
                            .TakesAny("`old SIZE`, a proof, an empty line, the checkpoint.", "text/plain")
                            .GivesAny(StatusCodes.Status200OK, "The signature: a line.", "text/plain")
                )
                .RequireAuthorization(Permissions.WriteAudit);
        }
    }

    /// <summary>What the witness says.</summary>
    /// <param name="Status">The status.</param>
    /// <param name="Text">The body.</param>
    internal sealed record Verdict(int Status, string Text);

    /// <param name="Request">What the log shows.</param>
    internal sealed record Command(string Request) : IRequest<Verdict>;

    internal sealed class Handler(
        IDocumentStore documents,
        WitnessKeys keys,
        IOptions<WitnessOptions> options,
        TimeProvider clock
    ) : IRequestHandler<Command, Verdict>
    {
        private const string Kind = "audit-witnessed";

        public async Task<Verdict> Handle(Command command, CancellationToken cancellationToken)
        {
            WitnessRequest request;
            Checkpoint checkpoint;
            try
            {
                request = WitnessRequest.Parse(command.Request);
                checkpoint = Checkpoint.Parse(request.Note);
            }
            catch (FormatException e)
            {
                return new Verdict(StatusCodes.Status400BadRequest, e.Message);
            }

            var known = options.Value.Logs.Select(NoteKey.Parse).Where(key => key.Name == checkpoint.Origin).ToList();
            if (known.Count == 0)
            {
                return new Verdict(StatusCodes.Status404NotFound, "This log is not known here.");
            }

            return !IsSigned(checkpoint, known) ? new(StatusCodes.Status403Forbidden, "No known key has signed this.")
                : request.From > checkpoint.Size ? new(StatusCodes.Status400BadRequest, "It covers less than it did.")
                : await SeeAsync(request, checkpoint, cancellationToken);
        }

        private static bool IsSigned(Checkpoint checkpoint, List<NoteKey> known)
        {
            try
            {
                return known.Exists(checkpoint.Note!.IsSignedBy);
            }
            catch (FormatException)
            {
                return false; // a signature under the name of a key that is not by it
            }
        }

        private async Task<Verdict> SeeAsync(
            WitnessRequest request,
            Checkpoint checkpoint,
            CancellationToken cancellationToken
        )
        {
            var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(checkpoint.Origin)));
            var last = await documents.GetAsync<Witnessed>(Kind, id, cancellationToken);
            var (size, root) = last is null ? (0, MerkleHash.Empty) : (last.Value.Size, Hash.Parse(last.Value.Root));
            if (request.From != size || (checkpoint.Size == size && checkpoint.Root != root))
            {
                return Conflict(size);
            }

            if (!Proof.GoesOn(size, checkpoint.Size, root, checkpoint.Root, request.Proof))
            {
                return new Verdict(
                    StatusCodes.Status422UnprocessableEntity,
                    $"The proof does not lead from the checkpoint of {size} entries to this one."
                );
            }

            // Kept before it is signed: of two that ask at once, one is told to come again.
            var seen = new Witnessed(checkpoint.Origin, checkpoint.Size, checkpoint.Root.ToString(), request.Note);
            try
            {
                await documents.CommitAsync(
                    last is null
                        ? new DocumentChanges().Add(Kind, id, seen)
                        : new DocumentChanges().Replace(Kind, id, seen, last.ETag),
                    cancellationToken
                );
            }
            catch (DocumentConflictException)
            {
                var newest = await documents.GetAsync<Witnessed>(Kind, id, cancellationToken);
                return Conflict(newest?.Value.Size ?? 0);
            }

            var (key, signer) = await keys.OpenAsync(cancellationToken);
            using (signer)
            {
                return new Verdict(
                    StatusCodes.Status200OK,
                    $"{key.Sign(checkpoint.Text, clock.GetUtcNow(), signer)}\n"
                );
            }
        }

        private static Verdict Conflict(long size) =>
            new(StatusCodes.Status409Conflict, string.Create(CultureInfo.InvariantCulture, $"{size}\n"));

        internal sealed record Witnessed(string Origin, long Size, string Root, string Note);
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext http,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var buffer = new byte[MaxBytes + 1];
        var length = await http.Request.Body.ReadAtLeastAsync(
            buffer,
            buffer.Length,
            throwOnEndOfStream: false,
            cancellationToken
        );
        var verdict =
            length > MaxBytes
                ? new Verdict(StatusCodes.Status400BadRequest, "The request is too long.")
                : await mediator.Send(new Command(Encoding.UTF8.GetString(buffer, 0, length)), cancellationToken);
        return TypedResults.Text(
            verdict.Text,
            verdict.Status == StatusCodes.Status409Conflict ? SizeType : "text/plain; charset=utf-8",
            statusCode: verdict.Status
        );
    }
}
