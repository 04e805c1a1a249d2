using System.Text;

namespace Monolith.Platform.Security;

/// <summary>Finds the secrets that settings of tenants only name: in configuration, or in files of a folder. That of the tenant
/// <c>default</c> has the plain name, that of another <c>TENANT@NAME</c>.</summary>
public static class NamedSecrets
{
    /// <summary>A tenant's secret.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="name">The name that the settings give it.</param>
    /// <param name="configured">Those that stand in configuration; null for none.</param>
    /// <param name="folder">Where there is a file for each; null or empty for nowhere.</param>
    /// <returns>Its bytes, UTF-8; null when there is none, and for what is no name: it would be another tenant's, or a path.</returns>
    public static byte[]? Find(
        TenantId tenant,
        string name,
        IReadOnlyDictionary<string, string>? configured,
        string? folder
    )
    {
        if (!TenantId.IsName(name))
        {
            return null;
        }

        var key = tenant == TenantId.Default ? name : $"{tenant}@{name}";
        var text = configured?.GetValueOrDefault(key) ?? FromFile(folder, key);
        return string.IsNullOrEmpty(text) ? null : Encoding.UTF8.GetBytes(text);
    }

    private static string? FromFile(string? folder, string key)
    {
        if (string.IsNullOrEmpty(folder) || key.StartsWith('.'))
        {
            return null;
        }

        var path = Path.Combine(folder, key);
        return File.Exists(path) ? File.ReadAllText(path).TrimEnd('\r', '\n') : null;
    }
}
