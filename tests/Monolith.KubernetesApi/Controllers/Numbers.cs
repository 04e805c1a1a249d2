using System.Globalization;
using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Controllers;

/// <summary>Numbers that may be a share, such as <c>25%</c>.</summary>
internal static class Numbers
{
    public static int RoundedUp(JsonNode? value, int total) => Of(value, total, Math.Ceiling);

    public static int RoundedDown(JsonNode? value, int total) => Of(value, total, Math.Floor);

    private static int Of(JsonNode? value, int total, Func<double, double> round) =>
        value.Text() is { } share
            ? (int)round(double.Parse(share.TrimEnd('%'), CultureInfo.InvariantCulture) * total / 100)
            : value.Int() ?? 0;
}
