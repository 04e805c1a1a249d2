using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Monolith.Platform.ClickHouse.Migrations;

/// <summary>One numbered step of a schema.</summary>
/// <param name="Number">Its place in the order, from 1.</param>
/// <param name="Name">The file's name without its ending, for example <c>0001_logs</c>.</param>
/// <param name="Source">The file's text: statements with the placeholders of <see cref="SchemaVariant"/>.</param>
public sealed record Migration(int Number, string Name, string Source)
{
    /// <summary>SHA-256 of the text, by which a file that was changed after the fact is recognised.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Source)));

    /// <summary>The migrations embedded in an assembly as <c>Schema/NNNN_name.sql</c>, in order.</summary>
    /// <exception cref="InvalidOperationException">A number is missing or there twice.</exception>
    public static IReadOnlyList<Migration> EmbeddedIn(Assembly assembly)
    {
        const string Folder = "Schema/";
        var names = assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        return InOrder([.. names.Select(name => Read(assembly, name, Path.GetFileNameWithoutExtension(name)))]);
    }

    /// <summary>Checks that the numbers are 1, 2, 3 and so on.</summary>
    /// <exception cref="InvalidOperationException">They are not.</exception>
    public static IReadOnlyList<Migration> InOrder(IReadOnlyList<Migration> migrations)
    {
        for (var i = 0; i < migrations.Count; i++)
        {
            if (migrations[i].Number != i + 1)
            {
                throw new InvalidOperationException(
                    $"Migration {migrations[i].Name} stands where number {i + 1} is expected: numbers follow each other, each once."
                );
            }
        }

        return migrations;
    }

    private static Migration Read(Assembly assembly, string resource, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        var number = int.Parse(
            name.AsSpan(0, name.IndexOf('_', StringComparison.Ordinal)),
            CultureInfo.InvariantCulture
        );
        return new Migration(number, name, reader.ReadToEnd());
    }
}

/// <summary>The schema in the database is not one that this program may change.</summary>
public sealed class MigrationException(string message) : Exception(message);
