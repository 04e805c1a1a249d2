using System.Text;
using System.Text.RegularExpressions;

namespace Monolith.Alerting.Rules;

/// <summary>What ids of rules look like: they become parts of addresses and of ids of documents.</summary>
internal static partial class RuleIds
{
    /// <summary>Whether a rule may have this id.</summary>
    public static bool IsId(string text) => Ids().IsMatch(text);

    /// <summary>The id of a rule that has none of its own: <c>checkout-errors</c> of <c>CheckoutErrors</c> or
    /// <c>Checkout errors</c>.</summary>
    public static string Of(string name)
    {
        var id = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var isPart = char.IsAsciiLetterOrDigit(name[i]);
            var beginsWord = i > 0 && char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterLower(name[i - 1]);
            if ((!isPart || beginsWord) && id.Length > 0 && id[^1] != '-')
            {
                id.Append('-');
            }

            if (isPart)
            {
                id.Append(char.ToLowerInvariant(name[i]));
            }
        }

        var text = id.ToString().Trim('-');
        return text.Length switch
        {
            0 => "rule",
            > RuleLimits.MaxId => text[..RuleLimits.MaxId].Trim('-'),
            _ => text,
        };
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9\-_.]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Ids();
}
