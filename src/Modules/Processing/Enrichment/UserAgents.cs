using System.Text;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Enrichment;

/// <summary>Splits user agents into browser or program, operating system and kind of device. By small tables: what is not in them
/// is called by the first word that it says.</summary>
internal static class UserAgents
{
    // Two hundred bytes each: a site sees a few hundred of them in a minute.
    private const int Remembered = 2048;
    private const int Longest = 512;

    private static readonly AttributeName NameName = AttributeName.Of("user_agent.name"u8);
    private static readonly AttributeName VersionName = AttributeName.Of("user_agent.version"u8);
    private static readonly AttributeName SystemName = AttributeName.Of("os.name"u8);
    private static readonly AttributeName DeviceName = AttributeName.Of("device.type"u8);

    private static readonly ReadOnlyMemory<byte> Desktop = "desktop"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Mobile = "mobile"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Tablet = "tablet"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Television = "tv"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Bot = "bot"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Program = "program"u8.ToArray();

    // Browsers call themselves by the names of those that they descend from, too: the first of these that is there counts.
    private static readonly (ReadOnlyMemory<byte> Token, ReadOnlyMemory<byte> Name)[] Browsers =
    [
        Pair("Edg/", "Edge"),
        Pair("EdgA/", "Edge"),
        Pair("EdgiOS/", "Edge"),
        Pair("OPR/", "Opera"),
        Pair("SamsungBrowser/", "Samsung Internet"),
        Pair("YaBrowser/", "Yandex"),
        Pair("Vivaldi/", "Vivaldi"),
        Pair("DuckDuckGo/", "DuckDuckGo"),
        Pair("HeadlessChrome/", "Headless Chrome"),
        Pair("Electron/", "Electron"),
        Pair("CriOS/", "Chrome"),
        Pair("FxiOS/", "Firefox"),
        Pair("Chrome/", "Chrome"),
        Pair("Firefox/", "Firefox"),
        Pair("Version/", "Safari"),
        Pair("MSIE ", "Internet Explorer"),
        Pair("Trident/", "Internet Explorer"),
    ];

    // The more particular first: Android says Linux, an iPad may say Mac OS X.
    private static readonly (ReadOnlyMemory<byte> Token, ReadOnlyMemory<byte> Name)[] Systems =
    [
        Pair("Windows Phone", "Windows Phone"),
        Pair("Windows", "Windows"),
        Pair("Android", "Android"),
        Pair("iPhone", "iOS"),
        Pair("iPad", "iPadOS"),
        Pair("CrOS", "ChromeOS"),
        Pair("Mac OS X", "macOS"),
        Pair("Macintosh", "macOS"),
        Pair("Linux", "Linux"),
        Pair("FreeBSD", "FreeBSD"),
    ];

    private static readonly ValueCache<UserAgent> Known = new(Remembered, Split);

    /// <summary>Says on the record what its user agent is.</summary>
    /// <param name="record">The record.</param>
    /// <param name="mayBeNamed">Whether it may say so itself.</param>
    public static void Describe(LogRecord record, bool mayBeNamed)
    {
        var agent = Known.Of(record.UserAgent.Span[..Math.Min(record.UserAgent.Length, Longest)]);
        Add(record, NameName, agent.Name, mayBeNamed);
        Add(record, VersionName, agent.Version, mayBeNamed);
        Add(record, SystemName, agent.System, mayBeNamed);
        Add(record, DeviceName, agent.Device, mayBeNamed);
    }

    /// <summary>Splits a user agent.</summary>
    public static UserAgent Split(ReadOnlyMemory<byte> text)
    {
        var span = text.Span;
        var system = NameOf(Systems, span, out _);
        if (IsBot(span))
        {
            var (bot, version) = BotOf(text);
            return new UserAgent(bot, version, system, Bot);
        }

        var isBrowser = span.StartsWith("Mozilla/"u8) || span.StartsWith("Opera/"u8);
        if (!isBrowser)
        {
            var (program, version) = FirstWord(text);
            return new UserAgent(program, version, system, program.IsEmpty ? default : Program);
        }

        var browser = NameOf(Browsers, span, out var after);
        return new UserAgent(browser, after < 0 ? default : VersionAt(text, after), system, DeviceOf(span, system));
    }

    private static ReadOnlyMemory<byte> DeviceOf(ReadOnlySpan<byte> text, ReadOnlyMemory<byte> system)
    {
        if (Has(text, "TV"u8))
        {
            return Television;
        }

        // Android's tablets leave "Mobile" out.
        if (Has(text, "iPad"u8) || Has(text, "Tablet"u8) || (Has(text, "Android"u8) && !Has(text, "Mobile"u8)))
        {
            return Tablet;
        }

        return Has(text, "Mobile"u8) || Has(text, "iPhone"u8) ? Mobile
            : system.IsEmpty ? default
            : Desktop;
    }

    private static bool IsBot(ReadOnlySpan<byte> text) =>
        Has(text, "bot"u8)
        || Has(text, "Bot"u8)
        || Has(text, "crawler"u8)
        || Has(text, "spider"u8)
        || Has(text, "Spider"u8)
        || Has(text, "facebookexternalhit"u8)
        || Has(text, "kube-probe"u8)
        || Has(text, "HealthChecker"u8);

    // Mozilla/5.0 (compatible; Googlebot/2.1; +http://…): the word that made it a bot, or the first one.
    private static (ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Version) BotOf(ReadOnlyMemory<byte> text)
    {
        var compatible = text.Span.IndexOf("compatible; "u8);
        return FirstWord(compatible < 0 ? text : text[(compatible + "compatible; ".Length)..]);
    }

    private static (ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Version) FirstWord(ReadOnlyMemory<byte> text)
    {
        var end = text.Span.IndexOfAny("/ ;("u8);
        return end < 0 ? (text, default)
            : text.Span[end] == (byte)'/' ? (text[..end], VersionAt(text, end + 1))
            : (text[..end], default);
    }

    private static ReadOnlyMemory<byte> VersionAt(ReadOnlyMemory<byte> text, int at)
    {
        var version = text[at..];
        var end = version.Span.IndexOfAny(" ;)("u8);
        return end < 0 ? version : version[..end];
    }

    private static ReadOnlyMemory<byte> NameOf(
        (ReadOnlyMemory<byte> Token, ReadOnlyMemory<byte> Name)[] table,
        ReadOnlySpan<byte> text,
        out int after
    )
    {
        foreach (var (token, name) in table)
        {
            var at = text.IndexOf(token.Span);
            if (at >= 0)
            {
                after = at + token.Length;
                return name;
            }
        }

        after = -1;
        return default;
    }

    private static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => text.IndexOf(word) >= 0;

    private static void Add(LogRecord record, AttributeName name, ReadOnlyMemory<byte> value, bool mayBeThere)
    {
        if (!value.IsEmpty && !(mayBeThere && record.Attributes.IndexOf(name.Utf8.Span) >= 0))
        {
            record.Attributes.Add(name, value);
        }
    }

    private static (ReadOnlyMemory<byte> Token, ReadOnlyMemory<byte> Name) Pair(string token, string name) =>
        (Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(name));
}

/// <summary>What a user agent says of itself. What it does not say is empty.</summary>
/// <param name="Name">The browser, the bot or the program.</param>
/// <param name="Version">Its version.</param>
/// <param name="System">The operating system.</param>
/// <param name="Device"><c>desktop</c>, <c>mobile</c>, <c>tablet</c>, <c>tv</c>, <c>bot</c> or <c>program</c>.</param>
internal sealed record UserAgent(
    ReadOnlyMemory<byte> Name,
    ReadOnlyMemory<byte> Version,
    ReadOnlyMemory<byte> System,
    ReadOnlyMemory<byte> Device
);
