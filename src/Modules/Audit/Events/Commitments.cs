using System.Security.Cryptography;
using System.Text;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Audit.Events;

/// <summary>Commits to values of persons in their place: an HMAC with a key that each person has of their own. Who knows a value can
/// show that it is the one; who does not learns nothing of it. Once the key is gone nobody can, and the trail's hashes hold
/// all the same.</summary>
internal sealed class Commitments(IDocumentStore documents, ISecretKeys secrets)
{
    /// <summary>The kind of the documents.</summary>
    public const string Kind = "audit-person";

    private const int KeyBytes = 32;

    /// <summary>A person's key, made on first use.</summary>
    public async Task<PersonKey> OfAsync(string tenant, string person, CancellationToken cancellationToken)
    {
        var wrapping = await secrets.GetWrappingKeyAsync(cancellationToken);
        var id = IdOf(tenant, person);
        while (true)
        {
            if (await documents.GetAsync<StoredPerson>(Kind, id, cancellationToken) is { } stored)
            {
                return new PersonKey(wrapping.Unwrap(stored.Value.Wrapped, id), person);
            }

            var key = RandomNumberGenerator.GetBytes(KeyBytes);
            try
            {
                var added = new DocumentChanges().Add(Kind, id, new StoredPerson(wrapping.Wrap(key, id)));
                await documents.CommitAsync(added, cancellationToken);
                return new PersonKey(key, person);
            }
            catch (DocumentConflictException)
            {
                // Another request was quicker: its key is the person's.
            }
        }
    }

    /// <summary>What stands for a person in the trail; null when nothing does.</summary>
    public async Task<string?> TokenOfAsync(string tenant, string person, CancellationToken cancellationToken) =>
        await HasAsync(tenant, person, cancellationToken)
            ? (await OfAsync(tenant, person, cancellationToken)).Token
            : null;

    /// <summary>Whether there is a key.</summary>
    public async Task<bool> HasAsync(string tenant, string person, CancellationToken cancellationToken) =>
        await documents.GetAsync<StoredPerson>(Kind, IdOf(tenant, person), cancellationToken) is not null;

    /// <summary>The id of a person's document: it is not to be read who they are.</summary>
    public static string IdOf(string tenant, string person) =>
        $"{tenant}@{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\n{person}")))}";

    internal sealed record StoredPerson(byte[] Wrapped);
}

/// <summary>The key of a person.</summary>
/// <param name="key">The key.</param>
/// <param name="person">Whose.</param>
internal sealed class PersonKey(byte[] key, string person)
{
    private const int TokenBytes = 16;

    /// <summary>What stands for the person: the same in all entries.</summary>
    public string Token => $"person:{Convert.ToHexStringLower(Hmac(person)[..TokenBytes])}";

    /// <summary>What stands for a value of theirs, and where it is: <c>{"$c":"BASE64"}</c>.</summary>
    public string Commit(string field, string value) =>
        $"{{\"$c\":\"{Convert.ToBase64String(Hmac($"{field}\n{value}"))}\"}}";

    private byte[] Hmac(string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
