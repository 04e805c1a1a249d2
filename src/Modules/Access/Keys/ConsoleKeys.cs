using MediatR;
using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;
using Monolith.Access.Contracts;
using Monolith.Access.Directory;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Access.Keys;

/// <summary>Makes keys as an owner of the installation would who had come in by no door.</summary>
internal sealed class ConsoleKeys(IMediator mediator, IOptions<AccessOptions> options) : IKeyMaker
{
    private const string Name = "console";

    /// <inheritdoc/>
    public async Task<string> MakeAsync(KeyWish wish, CancellationToken cancellationToken)
    {
        var home = options.Value.Tenant;
        if (wish.Tenant is not null && !TenantId.IsName(wish.Tenant))
        {
            throw new InvalidRequestException("tenant", $"'{wish.Tenant}' is no name of a tenant.");
        }

        var console = new Administrator(
            Actor.System(Name),
            new TenantId(home),
            new TenantId(wish.Tenant ?? home),
            new Entitlement(Permissions.All, rows: [], hiddenFields: [])
        );
        var body = new KeyBody(wish.Name, Roles: wish.Roles, ExpiresAt: wish.ExpiresAt);
        var made = await mediator.Send(new MakeKey.Command(console, body), cancellationToken);
        return made.Key!;
    }
}
