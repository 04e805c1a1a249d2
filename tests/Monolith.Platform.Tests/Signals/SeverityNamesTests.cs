using System.Text;
using Monolith.Platform.Signals;

namespace Monolith.Platform.Tests.Signals;

public sealed class SeverityNamesTests
{
    [Theory]
    [InlineData(1, "trace", "TRC", "Verbose", "vrb", "silly", "finest", "t")]
    [InlineData(5, "debug", "dbg", "dbug", "FINE", "D")]
    [InlineData(6, "debug2")]
    [InlineData(8, "http", "DEBUG4")]
    [InlineData(9, "info", "INF", "Information", "informational", "i")]
    [InlineData(10, "notice", "info2")]
    [InlineData(13, "warn", "Warning", "wrn", "W")]
    [InlineData(17, "error", "ERR", "eror", "fail", "severe", "e")]
    [InlineData(18, "crit")]
    [InlineData(19, "alert", "Error3")]
    [InlineData(21, "fatal", "ftl", "Critical", "crt", "panic", "emerg", "Emergency", "dpanic", "f", "c")]
    public void The_words_of_loggers_are_understood_in_any_case(int expected, params string[] words) =>
        Assert.All(words, word => Assert.Equal(expected, (int)SeverityNames.Parse(Encoding.UTF8.GetBytes(word))));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("loud")]
    [InlineData("info5")]
    [InlineData("info1")]
    [InlineData("notice2")]
    [InlineData("2")]
    [InlineData("ïnfo")]
    [InlineData("information and more")]
    public void Other_words_say_nothing(string word) =>
        Assert.Equal(SeverityNumber.Unspecified, SeverityNames.Parse(Encoding.UTF8.GetBytes(word)));

    [Fact]
    public void Every_number_has_its_short_name_and_the_name_leads_back()
    {
        for (var number = 1; number <= 24; number++)
        {
            var name = SeverityNames.ShortName((SeverityNumber)number);

            Assert.Equal(number, (int)SeverityNames.Parse(name.Span));
        }

        Assert.Equal("ERROR3", Encoding.UTF8.GetString(SeverityNames.ShortName((SeverityNumber)19).Span));
        Assert.True(SeverityNames.ShortName(SeverityNumber.Unspecified).IsEmpty);
        Assert.True(SeverityNames.ShortName((SeverityNumber)25).IsEmpty);
    }
}
