using System.Net;
using System.Text;
using Monolith.Alerting.Labels;

namespace Monolith.Alerting.Notifications.Receivers;

/// <summary>What e-mails say. Labels and annotations may hold what strangers logged: they are text, never markup or headers.</summary>
internal sealed class EmailText(RuleLinks links)
{
    private const int MaxSubjectLength = 200;

    /// <summary>As Alertmanager's: <c>[FIRING:2] CheckoutErrors (checkout critical)</c>. One line.</summary>
    public static string Subject(Notification notification)
    {
        var firing = notification.FiringCount();
        var more = notification.TruncatedAlerts > 0 ? "+" : "";
        var status = firing > 0 ? $"FIRING:{firing}{more}" : "RESOLVED";
        var name = notification.CommonLabels().GetValueOrDefault(LabelSet.AlertName) ?? "Alerts";
        var values = notification.GroupLabels.Where(l => l.Key != LabelSet.AlertName).Select(l => l.Value);
        var subject = OneLine(
            $"[{status}] {name} ({string.Join(' ', values)})".Replace(" ()", "", StringComparison.Ordinal)
        );
        return subject.Length <= MaxSubjectLength ? subject : subject[..MaxSubjectLength];
    }

    /// <summary>The message as plain text.</summary>
    public string Plain(Notification notification)
    {
        var text = new StringBuilder();
        foreach (var alert in notification.Alerts)
        {
            text.AppendLine($"{(alert.IsFiring ? "FIRING" : "RESOLVED")} since {alert.StartsAt:u}");
            if (alert.EndsAt is { } end)
            {
                text.AppendLine($"until {end:u}");
            }

            foreach (var (name, value) in alert.Labels.Concat(alert.Annotations))
            {
                text.AppendLine($"  {OneLine(name)}: {OneLine(value)}");
            }

            text.AppendLine(links.Of(alert.RuleId)).AppendLine();
        }

        return text.Append(Rest(notification)).ToString();
    }

    /// <summary>The message as HTML.</summary>
    public string Html(Notification notification)
    {
        var html = new StringBuilder("<!DOCTYPE html><html><body>");
        foreach (var alert in notification.Alerts)
        {
            html.Append($"<h3>{(alert.IsFiring ? "Firing" : "Resolved")} since {alert.StartsAt:u}</h3><table>");
            foreach (var (name, value) in alert.Labels.Concat(alert.Annotations))
            {
                html.Append($"<tr><th align=\"left\">{Encode(name)}</th><td>{Encode(value)}</td></tr>");
            }

            html.Append("</table>");
            if (links.Of(alert.RuleId) is { Length: > 0 } link)
            {
                html.Append($"<p><a href=\"{Encode(link)}\">Rule</a></p>");
            }
        }

        return html.Append($"<p>{Encode(Rest(notification))}</p></body></html>").ToString();
    }

    private static string Rest(Notification notification) =>
        notification.TruncatedAlerts > 0 ? $"{notification.TruncatedAlerts} more alerts are not shown." : "";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string OneLine(string text) =>
        string.Create(
            text.Length,
            text,
            static (line, source) =>
            {
                for (var i = 0; i < line.Length; i++)
                {
                    line[i] = char.IsControl(source[i]) ? ' ' : source[i];
                }
            }
        );
}
