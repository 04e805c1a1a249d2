using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Monolith.Audit.Checkpoints;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Audit.Witness;

/// <summary>Keeps the key that this installation signs others' checkpoints with, wrapped.</summary>
internal sealed class WitnessKeys(IDocumentStore documents, ISecretKeys secrets, IOptions<AuditOptions> options)
{
    private const string Kind = "audit-witness-key";
    private const string Id = "witness";
    private const string Context = "the key of the witness";

    /// <summary>The key, made if there is none.</summary>
    public async Task<(CosignatureKey Key, ECDsa Private)> OpenAsync(CancellationToken cancellationToken)
    {
        var wrapping = await secrets.GetWrappingKeyAsync(cancellationToken);
        while (true)
        {
            if (await documents.GetAsync<Stored>(Kind, Id, cancellationToken) is { } stored)
            {
                var kept = ECDsa.Create();
                kept.ImportPkcs8PrivateKey(wrapping.Unwrap(stored.Value.Wrapped, Context), out _);
                return (KeyOf(kept), kept);
            }

            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            try
            {
                var wrapped = wrapping.Wrap(made.ExportPkcs8PrivateKey(), Context);
                await documents.CommitAsync(
                    new DocumentChanges().Add(Kind, Id, new Stored(wrapped)),
                    cancellationToken
                );
            }
            catch (DocumentConflictException)
            {
                // Another replica was quicker: its key is the one.
            }
        }
    }

    private CosignatureKey KeyOf(ECDsa key) => new($"{options.Value.Domain}/witness", key.ExportSubjectPublicKeyInfo());

    internal sealed record Stored(byte[] Wrapped);
}
