using System.Diagnostics;
using System.Text;
using Monolith.Processing.Redaction.Detection;

namespace Monolith.Processing.Tests.Redaction.Detection;

public sealed class LinearWorkTests
{
    private const int Size = 48 * 1024;

    // Four times the text is four times the work; the rest is for a machine that is busy. Work that grew with the square would take sixteen
    // times as long.
    private const double MostGrowth = 10;

    // Where others take the machine away just while the large text is measured, it is measured again.
    private const int MostTries = 10;

    [Theory]
    [InlineData("1")]
    [InlineData("1 ")]
    [InlineData("12-")]
    [InlineData("123-")]
    [InlineData("1234 ")]
    [InlineData("@")]
    [InlineData("a@")]
    [InlineData("a@b.")]
    [InlineData(":")]
    [InlineData("a:")]
    [InlineData("1:")]
    [InlineData("::1")]
    [InlineData("-")]
    [InlineData("e")]
    [InlineData("1.")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.")]
    [InlineData("aaaaaaaaaaaaaaaa/")]
    [InlineData("password:[")]
    [InlineData("password=\"")]
    [InlineData("\\\"token\\\":\\")]
    [InlineData("%40")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("://a:")]
    [InlineData("GB82")]
    [InlineData("phone 12 34 ")]
    [InlineData("1@:-e+ab.")]
    public void Text_that_was_made_to_be_slow_is_not(string piece)
    {
        var redactor = Some.Redactor();
        var small = Text(piece, Size);
        var large = Text(piece, Size * 4);
        var growth = double.MaxValue;
        for (var tries = 0; tries < MostTries && growth > MostGrowth; tries++)
        {
            growth = Time(redactor, large) / Time(redactor, small);
        }

        Assert.InRange(growth, 0, MostGrowth);
    }

    private static byte[] Text(string piece, int bytes) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, bytes / piece.Length)));

    /// <summary>The shortest of several times in milliseconds: what others do on the machine can only make one longer.</summary>
    private static double Time(Redactor redactor, byte[] text) =>
        Enumerable
            .Range(0, 5)
            .Min(_ =>
            {
                var findings = new FindingList();
                var began = Stopwatch.GetTimestamp();
                redactor.Find(text, default, findings);

                // Below this a measurement is of the clock, not of the work.
                return Math.Max(Stopwatch.GetElapsedTime(began).TotalMilliseconds, 0.5);
            });
}
