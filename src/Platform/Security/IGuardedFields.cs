namespace Monolith.Platform.Security;

/// <summary>Knows which fields of a tenant's records are only for those who were granted them. Thread-safe; asked for each question,
/// so it answers from memory.</summary>
public interface IGuardedFields
{
    /// <summary>The names of the tenant's fields that a contract calls sensitive: health, grades, what harms a person when it is
    /// known.</summary>
    IReadOnlySet<string> Sensitive(TenantId tenant);

    /// <summary>The names of the tenant's fields that a contract calls secret: what opens something.</summary>
    IReadOnlySet<string> Secret(TenantId tenant);
}
