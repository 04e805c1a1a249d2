using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Api;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Patches;

/// <summary>
/// Server-side apply: each manager owns the fields that it has applied. A field of another manager's with another value is
/// a conflict unless forced; a field that a manager no longer applies, and nobody else owns, is removed.
/// </summary>
internal static class ServerSideApply
{
    /// <exception cref="ApiException">There is no manager, or there are conflicts.</exception>
    public static void Apply(JsonObject item, JsonObject wanted, string? manager, bool isForced)
    {
        if (string.IsNullOrEmpty(manager))
        {
            throw ApiException.BadRequest("PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value");
        }

        var fields = ManagedFields.Of(wanted);
        var entries = ManagedFields.Read(item);
        var conflicts = entries
            .Where(entry => entry.Key != manager)
            .SelectMany(entry => entry.Value.Intersect(fields.Keys, StringComparer.Ordinal).Select(f => (entry.Key, f)))
            .Where(owned => !JsonNode.DeepEquals(ManagedFields.Value(item, owned.f), fields[owned.f]))
            .ToArray();
        if (conflicts.Length > 0 && !isForced)
        {
            throw ApiException.ApplyConflict(conflicts);
        }

        var dropped = entries.GetValueOrDefault(manager, []).Except(fields.Keys, StringComparer.Ordinal);
        foreach (var field in dropped.Where(field => !IsOwnedByAnother(field)).ToArray())
        {
            ManagedFields.Remove(item, field);
        }

        foreach (var (_, field) in conflicts)
        {
            foreach (var owner in entries.Where(entry => entry.Key != manager))
            {
                owner.Value.Remove(field);
            }
        }

        entries[manager] = [.. fields.Keys];
        StrategicMergePatch.Apply(item, ManagedFields.WithoutIdentity(wanted));
        ManagedFields.Write(item, entries);

        bool IsOwnedByAnother(string field) =>
            entries.Any(entry => entry.Key != manager && entry.Value.Contains(field));
    }
}
