using System.Text;
using System.Text.Json.Nodes;

namespace Monolith.KubernetesApi.Objects;

/// <summary>Names that the cluster makes up. They follow from what they are made of, so that runs can be compared.</summary>
internal static class Names
{
    // No vowels, so that no words come about.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>The name of a revision, from the pod template.</summary>
    public static string OfTemplate(JsonNode? template) => Encode(Hash(template?.ToJsonString() ?? ""), 10);

    /// <summary>Five characters that belong to a text.</summary>
    public static string Suffix(string text) => Encode(Hash(text), 5);

    private static string Encode(ulong hash, int length)
    {
        var name = new StringBuilder();
        for (; name.Length < length; hash = (hash / (ulong)Alphabet.Length) ^ (hash << 7))
        {
            name.Append(Alphabet[(int)(hash % (ulong)Alphabet.Length)]);
        }

        return name.ToString();
    }

    /// <summary>FNV-1a.</summary>
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037;
        foreach (var part in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ part) * 1099511628211;
        }

        return hash;
    }
}
