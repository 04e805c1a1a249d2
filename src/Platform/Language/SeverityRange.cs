using System.Globalization;
using System.Text;
using Monolith.Platform.Signals;

namespace Monolith.Platform.Language;

/// <summary>The severities that a word or a number means: <c>error</c> is 17 to 20, <c>error2</c> and <c>18</c> are 18 alone.</summary>
public readonly record struct SeverityRange(int First, int Last)
{
    /// <summary>What may be written, for messages.</summary>
    public const string Syntax = "trace, debug, info, warn, error, fatal, or a number from 1 to 24";

    private const int StepsOfName = 4;

    /// <summary>The names, from the least to the worst.</summary>
    public static readonly IReadOnlyList<string> Names = ["trace", "debug", "info", "warn", "error", "fatal"];

    /// <summary>Reads what a person wrote, in any case. False when it is no severity.</summary>
    public static bool TryParse(string text, out SeverityRange range)
    {
        range = default;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            range = new SeverityRange(number, number);
            return number is >= 1 and <= 24;
        }

        var severity = (int)SeverityNames.Parse(Encoding.UTF8.GetBytes(text));
        var isName = severity % StepsOfName == 1;
        range = new SeverityRange(severity, isName ? severity + StepsOfName - 1 : severity);
        return severity > 0;
    }

    /// <summary>The name of which a number is the first, or else the last; null when it is neither.</summary>
    public static string? NameWith(double number, bool isFirst)
    {
        var index = (number - (isFirst ? 1 : StepsOfName)) / StepsOfName;
        return index >= 0 && index < Names.Count && double.IsInteger(index) ? Names[(int)index] : null;
    }
}
