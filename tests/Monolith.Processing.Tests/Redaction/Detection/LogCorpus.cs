using System.Globalization;
using System.Text;

namespace Monolith.Processing.Tests.Redaction.Detection;

/// <summary>A line of a log with the values that are to be found in it.</summary>
/// <param name="Text">The line.</param>
/// <param name="Values">What kind each value is of, and where it stands.</param>
internal sealed record LabelledLine(string Text, IReadOnlyList<(string Kind, int Start, int Length)> Values);

/// <summary>
/// Makes lines as programs log them, with personal values and secrets at known places, and with what only looks like them: versions like
/// addresses, orders like cards, hashes like keys, times like telephone numbers. The same for the same seed.
/// </summary>
internal static class LogCorpus
{
    private static readonly string[] Shapes =
    [
        "2026-07-15T10:11:12.123Z INFO checkout[{0}] request {1} {2}",
        "2026-07-15 10:11:12,456 ERROR [http-nio-8080-exec-{0}] c.e.s.OrderService - {2} (attempt {0})",
        "{{\"time\":\"2026-07-15T10:11:12Z\",\"level\":\"warn\",\"msg\":\"{2}\",\"took_ms\":{0}}}",
        "level=info ts=1721038272.{0} caller=main.go:{0} msg=\"{2}\" id={1}",
        "Jul 15 10:11:12 node-{0} sshd[{0}]: {2}",
        "{2}",
        "   at Shop.Orders.Place(Order order) in /src/Orders.cs:line {0}: {2}",
        "<13>1 2026-07-15T10:11:12Z host app {0} - - {2}",
    ];

    private static readonly string[] Names =
    [
        "anna",
        "ben.miller",
        "chloe_w",
        "d-jones",
        "eva+news",
        "farid",
        "o'neill",
        "zoë",
    ];
    private static readonly string[] Domains =
    [
        "example.com",
        "mail.example.org",
        "uni-x.edu",
        "shop.example.co.uk",
        "bücher.example.de",
        "x.io",
    ];

    /// <summary>Makes lines: half of them with values, half with look-alikes or nothing.</summary>
    public static IEnumerable<LabelledLine> Make(int seed, int lines)
    {
        var random = new Random(seed);
        for (var i = 0; i < lines; i++)
        {
            var line = new LineWriter();
            var shape = Shapes[random.Next(Shapes.Length)];
            var parts = shape.Split("{2}");
            line.Text(Fill(parts[0], random));
            for (var values = random.Next(1, 3); values > 0; values--)
            {
                if (random.Next(2) == 0)
                {
                    Value(line, random);
                }
                else
                {
                    line.Text(LookAlike(random));
                }

                line.Text(values > 1 ? "; " : "");
            }

            line.Text(Fill(parts[1], random));
            yield return line.Line();
        }
    }

    private static string Fill(string shape, Random random) =>
        shape
            .Replace("{0}", random.Next(1, 9000).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{1}", Hex(random, 32), StringComparison.Ordinal)
            .Replace("{{", "{", StringComparison.Ordinal)
            .Replace("}}", "}", StringComparison.Ordinal);

    private static void Value(LineWriter line, Random random)
    {
        switch (random.Next(12))
        {
            case 0:
                line.Text(Pick(random, "sent mail to ", "user=", "From: <", "login of ", "for "))
                    .Value("email", Email(random));
                line.Text(Pick(random, "", " ok", ", done"));
                break;
            case 1:
                line.Text(Pick(random, "connection from ", "client=", "rhost=", "peer /", "[")).Value("ip", Ip(random));
                line.Text(Pick(random, "", ":51234", " port 22", ", x"));
                break;
            case 2:
                line.Text(Pick(random, "call ", "phone: ", "mobile=", "sms sent to ", "Tel. ", "customer called from "))
                    .Value("phone", Phone(random));
                line.Text(Pick(random, "", " ok", ", twice"));
                break;
            case 3:
                line.Text(Pick(random, "paid with ", "card=", "card number ", "charge ")).Value("card", Card(random));
                line.Text(Pick(random, "", " declined", ", 12 EUR"));
                break;
            case 4:
                line.Text(Pick(random, "transfer to ", "iban=", "IBAN ")).Value("iban", Iban(random));
                line.Text(Pick(random, "", " accepted", ", 3 items"));
                break;
            case 5:
                line.Text(Pick(random, "got ", "jwt ", "with assertion ")).Value("jwt", Jwt(random));
                line.Text(Pick(random, "", " expired"));
                break;
            case 6:
                line.Text(Pick(random, "using key ", "env ", "key-id ")).Value("api_key", Key(random));
                line.Text(Pick(random, "", " revoked", ", x"));
                break;
            case 7:
                line.Text(Pick(random, "sent bearer ", "used Bearer "))
                    .Value("credentials", Letters(random, 12) + "7" + Letters(random, 12));
                break;
            case 8:
                line.Text(Pick(random, "password=", "client_secret=", "api_key=")).Value("secret", Letters(random, 10));
                line.Text(Pick(random, "", " x", "&y=1"));
                break;
            case 9:
                line.Text("open amqp://").Value("url", $"svc:{Letters(random, 9)}").Text("@rabbit:5672/");
                break;
            case 10:
                line.Text(Pick(random, "ssn ", "id "))
                    .Value("national_id", $"{random.Next(100, 600)}-{random.Next(10, 99)}-{random.Next(1000, 9999)}");
                break;
            default:
                line.Text(Pick(random, "lease for ", "mac="))
                    .Value("mac", string.Join(':', Enumerable.Range(0, 6).Select(_ => Hex(random, 2))));
                break;
        }
    }

    private static string LookAlike(Random random) =>
        random.Next(14) switch
        {
            0 => $"version {random.Next(1, 20)}.{random.Next(20)}.{random.Next(99)}.{random.Next(200)}",
            1 => $"Chrome/{random.Next(90, 130)}.0.0.0 Safari/537.36",
            2 => $"upgraded to v{random.Next(1, 9)}.{random.Next(9)}.{random.Next(9)}.{random.Next(9)}-rc1",
            3 => $"order {Digits(random, 16)} shipped",
            4 => $"blk_{Digits(random, 19)} served",
            5 => $"commit {Hex(random, 40)} built",
            6 => $"checksum sha256:{Hex(random, 64)}",
            7 =>
                $"at 2026-0{random.Next(1, 9)}-1{random.Next(9)} 1{random.Next(9)}:{random.Next(10, 59)}:{random.Next(10, 59)}.{Digits(random, 6)}",
            8 => $"epoch 17{Digits(random, 8)} and 17{Digits(random, 11)}",
            9 => $"std::vector<Order>::push_back(0x{Hex(random, 12)})",
            10 => $"loaded logo@2x.png and left-pad@1.{random.Next(9)}.{random.Next(9)}",
            11 => $"trace {Hex(random, 8)}-{Hex(random, 4)}-{Hex(random, 4)}-{Hex(random, 4)}-{Hex(random, 12)}",
            12 => $"took {Digits(random, 7)} ns, {random.Next(99)} tokens: {random.Next(9000)} of {random.Next(9000)}",
            _ => $"Failed password for root, token expired after {random.Next(9000)} s",
        };

    private static string Email(Random random) => $"{Pick(random, Names)}@{Pick(random, Domains)}";

    private static string Ip(Random random) =>
        random.Next(4) == 0
            ? $"2001:db8:{random.Next(1, 9999):x}::{random.Next(1, 9999):x}"
            : $"{Pick(random, "203", "10", "192", "85", "172")}.{random.Next(256)}.{random.Next(256)}.{random.Next(1, 255)}";

    private static string Phone(Random random) =>
        random.Next(6) switch
        {
            0 => $"+1{random.Next(201, 999)}{random.Next(201, 999)}{Digits(random, 4)}",
            1 => $"+44 20 7{Digits(random, 3)} {Digits(random, 4)}",
            2 => $"+49 30 {Digits(random, 6)}",
            3 => $"({random.Next(201, 999)}) {random.Next(201, 999)}-{Digits(random, 4)}",
            4 => $"{random.Next(201, 999)}-{random.Next(201, 999)}-{Digits(random, 4)}",
            _ => $"0{random.Next(4, 8)}{Digits(random, 2)} {Digits(random, 6)}",
        };

    private static string Card(Random random)
    {
        var number = Pick(random, "4", "51", "55", "2221", "6011", "3530") + Digits(random, 15);
        number = random.Next(6) == 0 ? "37" + Digits(random, 12) : number[..15];
        var check = Enumerable.Range(0, 10).Single(d => Sum(number + d) % 10 == 0);
        number += check;
        return number.Length == 16 && random.Next(2) == 0
            ? string.Join(Pick(random, " ", "-"), number.Chunk(4).Select(c => new string(c)))
            : number;

        static int Sum(string digits) =>
            digits
                .Reverse()
                .Select(
                    (c, i) =>
                        i % 2 == 0 ? c - '0'
                        : (c - '0') * 2 > 9 ? (c - '0') * 2 - 9
                        : (c - '0') * 2
                )
                .Sum();
    }

    private static string Iban(Random random)
    {
        var (country, bank) = random.Next(3) switch
        {
            0 => ("DE", Digits(random, 18)),
            1 => ("GB", "WEST" + Digits(random, 14)),
            _ => ("FR", Digits(random, 23)),
        };
        var number = string.Concat((bank + country + "00").Select(c => char.IsDigit(c) ? $"{c}" : $"{c - 'A' + 10}"));
        var check = 98 - number.Aggregate(0, (rest, c) => (rest * 10 + c - '0') % 97);
        var iban = $"{country}{check:00}{bank}";
        return random.Next(3) switch
        {
            0 => string.Join(' ', iban.Chunk(4).Select(c => new string(c))),
            1 => iban.ToLowerInvariant(),
            _ => iban,
        };
    }

    private static string Jwt(Random random) =>
        $"{Base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")}.{Base64($"{{\"sub\":\"{Digits(random, 8)}\"}}")}.{Letters(random, 43)}";

    private static string Key(Random random) =>
        random.Next(5) switch
        {
            0 => "AKIA" + new string(random.GetItems("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".AsSpan(), 16)),
            1 => "ghp_" + Letters(random, 36),
            2 => $"xoxb-{Digits(random, 12)}-{Letters(random, 24)}",
            3 => "sk_live_" + Letters(random, 24),
            _ => "AIza" + Letters(random, 35),
        };

    private static string Base64(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];

    private static string Digits(Random random, int count) => new(random.GetItems("0123456789".AsSpan(), count));

    private static string Hex(Random random, int count) => new(random.GetItems("0123456789abcdef".AsSpan(), count));

    private static string Letters(Random random, int count) =>
        new(random.GetItems("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".AsSpan(), count));

    /// <summary>Puts a line together and notes where its values stand.</summary>
    private sealed class LineWriter
    {
        private readonly StringBuilder _text = new();
        private readonly List<(string Kind, int Start, int Length)> _values = [];

        public LineWriter Text(string text)
        {
            _text.Append(text);
            return this;
        }

        public LineWriter Value(string kind, string value)
        {
            _values.Add((kind, _text.Length, value.Length));
            _text.Append(value);
            return this;
        }

        public LabelledLine Line() => new(_text.ToString(), _values);
    }
}
