using Monolith.Access.Directory;
using Monolith.Platform.Problems;

namespace Monolith.Access.People;

/// <summary>Finds members.</summary>
internal static class Members
{
    /// <summary>A member of a tenant, as they were before a change.</summary>
    /// <param name="edit">The change.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The person's id.</param>
    /// <param name="etag">The ETag that was read; null when any will do.</param>
    /// <exception cref="NotFoundException">There is none; people of other tenants are not told of.</exception>
    public static Person MemberOf(this DirectoryEdit edit, string tenant, string id, string? etag)
    {
        var person = edit.Before.Documents.People.GetValueOrDefault(id)?.Value;
        return person?.In(tenant) is null
            ? throw NoSuch(id)
            : edit.Before.Documents.People.Find(DirectoryKinds.People, id, etag)!;
    }

    /// <summary>What is said where there is no such member.</summary>
    public static NotFoundException NoSuch(string id) =>
        new("no-such-person", $"The tenant has no member with the id {id}.");
}
