using System.Text.RegularExpressions;

namespace Monolith.Healing.Kubernetes;

/// <summary>Names as Kubernetes allows them. Nothing else becomes part of a path.</summary>
internal static partial class KubernetesName
{
    /// <summary>Whether it can be a namespace: a DNS label.</summary>
    public static bool IsNamespace(string value) => value.Length is > 0 and <= 63 && Label().IsMatch(value);

    /// <summary>Whether it can be an object's name: a DNS subdomain.</summary>
    public static bool IsName(string value) => value.Length is > 0 and <= 253 && Subdomain().IsMatch(value);

    /// <summary>Whether it can be the key of a label: a name, perhaps after a domain and a slash.</summary>
    public static bool IsLabelKey(string value) =>
        value.Split('/') switch
        {
            [var name] => LabelPart().IsMatch(name),
            [var domain, var name] => IsName(domain) && LabelPart().IsMatch(name),
            _ => false,
        };

    /// <summary>Whether it can be the value of a label.</summary>
    public static bool IsLabelValue(string value) => value.Length == 0 || LabelPart().IsMatch(value);

    /// <exception cref="ArgumentException">It is no namespace.</exception>
    public static string Namespace(string value) =>
        IsNamespace(value) ? value : throw new ArgumentException($"'{value}' is no namespace.", nameof(value));

    /// <exception cref="ArgumentException">It is no name.</exception>
    public static string Name(string value) =>
        IsName(value) ? value : throw new ArgumentException($"'{value}' is no name of an object.", nameof(value));

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();

    [GeneratedRegex(
        @"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"\A[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelPart();
}
