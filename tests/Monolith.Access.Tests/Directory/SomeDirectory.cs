using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;
using Monolith.Access.Directory;
using Monolith.Access.People;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Access.Tests.Directory;

/// <summary>Directories to test with.</summary>
internal static class SomeDirectory
{
    public static readonly Actor Anna = new(ActorKind.Caller, "anna@example.com");

    public static AccessDirectory On(IDocumentStore documents, TimeProvider? clock = null) =>
        new(documents, Options.Create(new AccessOptions()), clock ?? new ManualTime());

    public static Task<Person> SaveAsync(this AccessDirectory directory, Person person) =>
        directory.SaveAsync(person, Anna, TenantId.Default, CancellationToken.None);

    /// <summary>A member of the tenant <c>default</c>, or of another.</summary>
    public static Person Member(string email, string role, string tenant = "default", string? id = null) =>
        new()
        {
            Id = id ?? email.Split('@')[0],
            Email = email,
            Memberships = [new Membership(tenant, [role], [])],
        };
}
