using System.Net.Mail;

namespace Monolith.Alerting.Notifications.Receivers;

/// <summary>Reads addresses as people list them.</summary>
internal static class MailAddresses
{
    /// <summary>Reads addresses with commas between.</summary>
    /// <returns>False when one of them is none, or holds a line break, which would add a header.</returns>
    public static bool TryParse(string text, out IReadOnlyList<MailAddress> addresses)
    {
        addresses = [];
        if (text.AsSpan().ContainsAny('\r', '\n'))
        {
            return false;
        }

        var found = new List<MailAddress>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!MailAddress.TryCreate(part, out var address))
            {
                return false;
            }

            found.Add(address);
        }

        addresses = found;
        return true;
    }
}
