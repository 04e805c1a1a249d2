using System.Text.Json;

namespace Monolith.Clients.Tests;

/// <summary>The records that every client is given: plain ones, other alphabets, stack traces of many lines, and huge lines.</summary>
internal static class Corpus
{
    /// <summary>How many there are.</summary>
    public const int Count = 2_000;

    private const int HugeEvery = 500;
    private const int HugeLength = 60_000;

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<Item> Items { get; } = [.. Enumerable.Range(0, Count).Select(Make)];

    /// <summary>Writes them where a client in another language can read them: a JSON array of <c>{n, level, message}</c>.</summary>
    public static void Save(string path) =>
        File.WriteAllText(path, JsonSerializer.Serialize(Items, JsonSerializerOptions.Web));

    private static Item Make(int n) =>
        new(
            n,
            (n % 4) switch
            {
                0 => "debug",
                1 => "info",
                2 => "warn",
                _ => "error",
            },
            (n % 5) switch
            {
                _ when n % HugeEvery == 7 => $"{n} huge {new string('x', HugeLength)} end",
                0 => $"{n} Bestellung für Zoë: 12 € – 日本語, emoji 🚚, and \"quotes\" with a \\ backslash",
                1 => $"{n} Error: timeout\n    at pay (/srv/app/pay.js:17:5)\n\tat run (/srv/app/index.js:3:1)",
                _ => $"{n} order paid in {n % 90} ms",
            }
        );

    /// <summary>One record.</summary>
    /// <param name="N">Its number, sent as an attribute <c>n</c> where the protocol has attributes.</param>
    /// <param name="Level">debug, info, warn or error.</param>
    /// <param name="Message">What it says; begins with the number.</param>
    internal sealed record Item(int N, string Level, string Message);
}
