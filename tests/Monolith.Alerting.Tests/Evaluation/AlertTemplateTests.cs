using Monolith.Alerting.Evaluation;

namespace Monolith.Alerting.Tests.Evaluation;

public sealed class AlertTemplateTests
{
    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["service"] = "checkout",
        ["evil"] = "{{ $value }}<script>",
        ["seconds"] = "90",
    };

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{{ $labels.service }} fails", "checkout fails")]
    [InlineData("{{$labels.service}}/{{$value}}", "checkout/0.125")]
    [InlineData("{{ $value | humanizePercentage }}", "12.5%")]
    [InlineData("{{ $value | humanize }}", "125m")]
    [InlineData("{{ $value | humanizeDuration }}", "125ms")]
    [InlineData("{{ $labels.seconds | humanizeDuration }}", "1m 30s")]
    [InlineData("{{ $labels.service | humanize }}", "checkout")]
    [InlineData("[{{ $labels.unknown }}]", "[]")]
    [InlineData("{{ $labels.evil }}", "{{ $value }}<script>")]
    public void Labels_and_value_are_put_in(string template, string expected)
    {
        Assert.Null(AlertTemplate.FaultOf(template));

        Assert.Equal(expected, AlertTemplate.Expand(template, Labels, 0.125));
    }

    [Theory]
    [InlineData("{{ .Labels.service }}")]
    [InlineData("{{ $labels.service | exec }}")]
    [InlineData("{{ range $i }}")]
    [InlineData("{{ $value")]
    [InlineData("$value }}")]
    [InlineData("{{ $labels }}")]
    [InlineData("{{ {{ $value }} }}")]
    public void What_is_no_place_of_ours_is_refused(string template) => Assert.NotNull(AlertTemplate.FaultOf(template));

    [Fact]
    public void A_text_has_a_bound_whatever_the_labels_are()
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["x"] = new string('x', 1_000_000) };
        var template = string.Concat(Enumerable.Repeat("{{ $labels.x }}", 100));

        Assert.InRange(AlertTemplate.Expand(template, labels, 1).Length, 1, 5_000);
    }

    [Theory]
    [InlineData(0, "0", "0%", "0s")]
    [InlineData(1, "1", "100%", "1s")]
    [InlineData(0.05, "50m", "5%", "50ms")]
    [InlineData(1234567, "1.235M", "1.235E+08%", "14d 6h 56m 7s")]
    [InlineData(-90, "-90", "-9000%", "-1m 30s")]
    [InlineData(3600, "3.6k", "3.6E+05%", "1h 0m 0s")]
    [InlineData(double.NaN, "NaN", "NaN", "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf", "+Inf", "+Inf")]
    public void Numbers_read_as_Prometheus_writes_them(double value, string number, string percentage, string duration)
    {
        Assert.Equal(number, Humanize.Number(value));
        Assert.Equal(percentage, Humanize.Percentage(value));
        Assert.Equal(duration, Humanize.Duration(value));
    }
}
