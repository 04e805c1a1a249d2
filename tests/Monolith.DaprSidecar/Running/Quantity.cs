namespace Monolith.DaprSidecar.Running;

/// <summary>Sizes as Kubernetes writes them: <c>16Mi</c>, <c>4Ki</c>, <c>1000000</c>.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, long Factor)[] Units =
    [
        ("Ki", 1L << 10),
        ("Mi", 1L << 20),
        ("Gi", 1L << 30),
        ("k", 1_000),
        ("M", 1_000_000),
        ("G", 1_000_000_000),
    ];

    /// <exception cref="FormatException">The text is no size, or is larger than 2 GiB.</exception>
    public static int ParseBytes(string text)
    {
        var unit = Units.FirstOrDefault(
            unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal),
            (Suffix: "", Factor: 1)
        );
        return
            long.TryParse(text[..^unit.Suffix.Length], out var count) && count * unit.Factor is > 0 and <= int.MaxValue
            ? (int)(count * unit.Factor)
            : throw new FormatException($"'{text}' is no size.");
    }
}
