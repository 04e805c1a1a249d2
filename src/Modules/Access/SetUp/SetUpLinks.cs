using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;
using Monolith.Access.Contracts;
using Monolith.Access.Directory;
using Monolith.Access.SignIn;
using Monolith.Platform.Documents;

namespace Monolith.Access.SetUp;

/// <summary>Links for the first owner. Each start makes a new one, and what an earlier one has printed opens nothing any more.</summary>
internal sealed class SetUpLinks(
    IDocumentStore documents,
    AccessDirectory directory,
    IOptions<AccessOptions> options,
    TimeProvider clock
) : ISetUpLink
{
    private const string Kind = "access-set-up";
    private const string Id = "link";

    private static readonly TimeSpan ValidFor = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async Task<string?> MakeAsync(string address, CancellationToken cancellationToken)
    {
        if (!options.Value.LocalAccounts || directory.HasOwner)
        {
            return null;
        }

        var token = SecretText.New();
        var made = new Made(SecretText.HashOf(token), clock.GetUtcNow() + ValidFor);
        await documents.CommitAsync(new DocumentChanges().Save(Kind, Id, made, ValidFor), cancellationToken);

        // Behind the sign that browsers send to no server, and so to no log of one.
        return $"{options.Value.PublicUrl?.TrimEnd('/') ?? address}/set-up#token={token}";
    }

    /// <summary>Whether a token is that of the last link, and in time.</summary>
    public async Task<bool> IsValidAsync(string token, CancellationToken cancellationToken) =>
        await documents.GetAsync<Made>(Kind, Id, cancellationToken) is { Value: var made }
        && made.ExpiresAt > clock.GetUtcNow()
        && SecretText.Is(token, made.Hash);

    /// <summary>Ends the last link.</summary>
    public Task EndAsync(CancellationToken cancellationToken) =>
        documents.CommitAsync(new DocumentChanges().Delete(Kind, Id), cancellationToken);

    private sealed record Made(string Hash, DateTimeOffset ExpiresAt);
}
