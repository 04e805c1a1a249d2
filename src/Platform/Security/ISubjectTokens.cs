namespace Monolith.Platform.Security;

/// <summary>Knows what is stored in the place of a person's id, so that their records are found by the id. Thread-safe; asked for each
/// question, so it answers from memory, and waits only for who asks first of all.</summary>
public interface ISubjectTokens
{
    /// <summary>The tokens that a value may have in a field, one under each of the tenant's keys: none when the field names no
    /// person, when the value is a token itself, or while the keys cannot be had.</summary>
    /// <param name="tenant">Whose records.</param>
    /// <param name="field">The name of the field or attribute.</param>
    /// <param name="value">What somebody looks for in it.</param>
    IReadOnlyList<string> Of(TenantId tenant, string field, string value);
}
