using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Monolith.Architecture.Tests.Rules;

public sealed class BoundsTests
{
    private static readonly Assembly Host = Assembly.Load("monolith");

    private static readonly Assembly[] Product =
    [
        Host,
        .. Host.GetReferencedAssemblies()
            .Where(a => a.Name!.StartsWith("Monolith.", StringComparison.Ordinal))
            .Select(Assembly.Load),
    ];

    [Fact]
    public void No_setting_has_bounds_that_are_read_when_first_asked() =>
        Assert.Empty(Bounds.ReadWhenFirstAsked(Product.SelectMany(a => a.GetTypes())));

    [Fact]
    public void The_rule_about_bounds_can_fail() =>
        Assert.Equal(
            [
                $"{typeof(Late).FullName}.limit has its bounds as texts",
                $"{typeof(Late).FullName}.Wait has its bounds as texts",
            ],
            Bounds.ReadWhenFirstAsked([typeof(Late)]).Order(StringComparer.OrdinalIgnoreCase)
        );

    [Fact]
    public void The_rule_about_bounds_sees_every_project() =>
        Assert.Equal(
            Directory
                .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
                .Select(Path.GetFileNameWithoutExtension)
                .Order(StringComparer.Ordinal),
            Product.Select(a => a == Host ? "Monolith.Host" : a.GetName().Name).Order(StringComparer.Ordinal)
        );

    private sealed class Late([Range(typeof(decimal), "0", "1")] decimal limit)
    {
        [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
        public TimeSpan Wait { get; init; }

        [Range(1, 10)]
        public int Count { get; init; } = (int)limit;

        [Range(0.5, 1)]
        public double Share { get; init; }
    }
}
