using System.Globalization;
using System.Text;
using Monolith.Processing.Redaction.Detection.Detectors;

namespace Monolith.Processing.Tests.Redaction.Detection;

public sealed class DetectorTests
{
    [Theory]
    [InlineData("mail from anna.b+c@mail.example.com!", "email:anna.b+c@mail.example.com")]
    [InlineData("<müller@bücher.example.de>", "email:müller@bücher.example.de")]
    [InlineData("GET /find?email=anna@example.com&page=2", "email:anna@example.com")]
    [InlineData("to 'anna@example.com', please", "email:anna@example.com")]
    [InlineData("anna@example.com.", "email:anna@example.com")]
    [InlineData("{\\\"to\\\":\\\"anna@example.com\\\"}", "email:anna@example.com")]
    [InlineData("logo@2x.png")]
    [InlineData("lodash@4.17.21-rc.beta")]
    [InlineData("getty@tty1.service")]
    [InlineData("git@github.com:owner/name.git")]
    [InlineData("@Override void a()")]
    [InlineData("Foo@1a2b3c")]
    public void Mail_addresses(string text, params string[] expected) => AssertFound(text, expected);

    [Theory]
    [InlineData("from 203.0.113.7:8080 to", "ip:203.0.113.7")]
    [InlineData("from /10.251.39.209 and (8.8.8.8).", "ip:10.251.39.209", "ip:8.8.8.8")]
    [InlineData("node-7/10.0.0.17:8020", "ip:10.0.0.17")]
    [InlineData("at 10.1.2.3/24", "ip:10.1.2.3")]
    [InlineData("Mozilla/5.0 203.0.113.7", "ip:203.0.113.7")]
    [InlineData("1.2.3 203.0.113.7, 4111 1111 1111 1111", "ip:203.0.113.7", "card:4111 1111 1111 1111")]
    [InlineData("client 2001:db8:85a3::8a2e:370:7334 came", "ip:2001:db8:85a3::8a2e:370:7334")]
    [InlineData("[2001:db8::1]:443", "ip:2001:db8::1")]
    [InlineData("6e40:4041:c617:e898:c11:40d2:c669:2eb4", "ip:6e40:4041:c617:e898:c11:40d2:c669:2eb4")]
    [InlineData("client ::ffff:203.0.113.7 came", "ip:::ffff:203.0.113.7")]
    [InlineData("127.0.0.1, ::1, 0.0.0.0, 169.254.0.3, 255.255.255.0, fe80::1, 224.0.0.1")]
    [InlineData("10.0.0.0/8 and 2001:db8::/32")]
    [InlineData("1.2.3.4.5 and v1.2.3.4 and 1.2.3.4-beta and 1.2.3.4a")]
    [InlineData("version 1.2.3.4, Version=4.0.0.0")]
    [InlineData("Mozilla/5.0 AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36 Edg/120.0.2210.91")]
    [InlineData("std::vector<int>::push_back, AppleCamIn::systemWakeCall, a::b, 12:30:45, Face::1")]
    [InlineData("at 03.04.2026 and 300.1.1.1")]
    public void Addresses_of_machines(string text, params string[] expected) => AssertFound(text, expected);

    [Fact]
    public void An_address_alone_is_one_just_where_it_is_found_in_a_text()
    {
        var redactor = Some.Redactor();
        var random = new Random(3);
        var addresses = 0;
        for (var round = 0; round < 100_000; round++)
        {
            var parts = Enumerable.Range(0, random.Next(20) == 0 ? random.Next(3, 6) : 4).Select(_ => Part());
            var text = string.Join(random.Next(50) == 0 ? ".." : ".", parts);

            var isAddress = IpDetector.IsV4(Encoding.UTF8.GetBytes(text));

            Assert.Equal(isAddress, redactor.Found(text) is [var only] && only == $"ip:{text}");
            addresses += isAddress ? 1 : 0;
        }

        Assert.InRange(addresses, 5_000, 95_000);

        string Part() =>
            random.Next(12) switch
            {
                0 => "0" + random.Next(10),
                1 => "",
                2 => "127",
                3 => "a",
                4 => random.Next(200, 1200).ToString(CultureInfo.InvariantCulture),
                _ => random.Next(256).ToString(CultureInfo.InvariantCulture),
            };
    }

    [Theory]
    [InlineData("paid with 4111 1111 1111 1111 today", "card:4111 1111 1111 1111")]
    [InlineData("card 5500-0000-0000-0004.", "card:5500-0000-0000-0004")]
    [InlineData("{\"pan\":\"378282246310005\"}", "card:378282246310005")]
    [InlineData("amex 3782 822463 10005", "card:3782 822463 10005")]
    [InlineData("2223003122003222", "card:2223003122003222")]
    [InlineData("order 4111111111111112 shipped")]
    [InlineData("order 4111111111111111 shipped")]
    [InlineData("blk_4111111111111111 and a4111111111111111 and 4111111111111111b and 0.4111111111111111")]
    [InlineData("1721045123456 1721045123456789")]
    public void Cards(string text, params string[] expected) => AssertFound(text, expected);

    [Theory]
    [InlineData("IBAN GB82 WEST 1234 5698 7654 32 ok", "iban:GB82 WEST 1234 5698 7654 32")]
    [InlineData("iban=de89370400440532013000;", "iban:de89370400440532013000")]
    [InlineData("NO9386011117947", "iban:NO9386011117947")]
    [InlineData("GB82WEST12345698765433 and XX89370400440532013000 and DE8937040044053201300012")]
    public void Bank_accounts(string text, params string[] expected) => AssertFound(text, expected);

    [Theory]
    [InlineData("call +44 20 7946 0958 200 OK", "phone:+44 20 7946 0958")]
    [InlineData("sms to +14155552671 sent", "phone:+14155552671")]
    [InlineData("phone: 0490 75 40 81", "phone:0490 75 40 81")]
    [InlineData("phone=5551234567", "phone:5551234567")]
    [InlineData("Tel. (030) 901820-12", "phone:(030) 901820-12")]
    [InlineData("reach us at 212-555-0123 or (212) 555-0199", "phone:212-555-0123", "phone:(212) 555-0199")]
    [InlineData("\"mobileNumber\":\"07700 900123\"", "phone:07700 900123")]
    [InlineData("2026-07-15 10:11:12 took 1234567 ns, offset +0100, 15/07/2026")]
    [InlineData("order 5551234567 and 1721045123 and 10-20-30-40")]
    [InlineData("phone checked 2026-07-15 10:11:12")]
    [InlineData("123-456-789-012-345 and 081110 220637 32")]
    public void Telephone_numbers(string text, params string[] expected) => AssertFound(text, expected);

    [Theory]
    [InlineData("ssn 536-90-4399 ok", "national_id:536-90-4399")]
    [InlineData("social security number 536 90 4399", "national_id:536 90 4399")]
    [InlineData("000-12-3456 and 666-12-3456 and 536-00-4399 and 2536-90-4399 and 536 90 4399")]
    public void Social_security_numbers(string text, params string[] expected) => AssertFound(text, expected);

    [Theory]
    [InlineData("br", "", "123.456.789-09", "123.456.789-08")]
    [InlineData("in", "", "2341 2341 2346", "2341 2341 2347")]
    [InlineData("es", "", "12345678Z", "12345678A")]
    [InlineData("pl", "pesel ", "44051401359", "44051401358")]
    [InlineData("nl", "bsn ", "111222333", "111222334")]
    [InlineData("ca", "sin ", "046 454 286", "046 454 287")]
    public void Ids_of_other_states_are_found_where_they_are_asked_for(
        string state,
        string before,
        string good,
        string bad
    )
    {
        var redactor = Some.Redactor(new() { NationalIds = [state] });

        Assert.Equal([$"national_id:{good}"], redactor.Found(before + good));
        Assert.Empty(redactor.Found(before + bad));
        Assert.Empty(Some.Redactor().Found(before + good));
    }

    [Theory]
    [InlineData("lan 00:1A:2b:3c:4d:5e up", "mac:00:1A:2b:3c:4d:5e")]
    [InlineData("lan 00-1a-2b-3c-4d-5e", "mac:00-1a-2b-3c-4d-5e")]
    [InlineData("00:00:00:00:00:00 ff:ff:ff:ff:ff:ff aa:bb:cc:dd:ee:ff:00:11 10:20:30")]
    public void Hardware_addresses(string text, params string[] expected) => AssertFound(text, expected);

    [Theory]
    [InlineData(
        "jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk.",
        "jwt:eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk."
    )]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0In0.", "jwt:eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0In0.")]
    [InlineData("eyJmb28iOiJiYXIiLCJhIjoxfQ.eyJzdWIiOiIxMjM0In0.x")]
    public void Web_tokens(string text, params string[] expected) => AssertFound(text, expected);

    [Theory]
    [InlineData("key AKIAIOSFODNN7EXAMPLE!", "api_key:AKIAIOSFODNN7EXAMPLE")]
    [InlineData("x-AKIAIOSFODNN7EXAMPLE", "api_key:AKIAIOSFODNN7EXAMPLE")]
    [InlineData("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "api_key:ghp_16C7e42F292c6912E7710c838347Ae178B4a")]
    [InlineData("xoxb-2444333222111-abcdef0123456789", "api_key:xoxb-2444333222111-abcdef0123456789")]
    [InlineData("sk_live_4eC39HqLyjWDarjtT1zdp7dc", "api_key:sk_live_4eC39HqLyjWDarjtT1zdp7dc")]
    [InlineData("AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe", "api_key:AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe")]
    [InlineData(
        "post https://hooks.slack.com/services/T00000000/B00000000/a1b2c3d4e5f6g7h8i9j0k1l2",
        "api_key:a1b2c3d4e5f6g7h8i9j0k1l2"
    )]
    [InlineData("abc8Q~dEfGhIjKlMnOpQrStUvWxYz0123456789", "api_key:abc8Q~dEfGhIjKlMnOpQrStUvWxYz0123456789")]
    [InlineData(
        "denied mk_7Fq2LxA9ZbT0_kV3mR8sWcY1nHdP6uJgE4tXoQiB5zCfMaLvSrNwDyK2hT0qZ7 today",
        "api_key:mk_7Fq2LxA9ZbT0_kV3mR8sWcY1nHdP6uJgE4tXoQiB5zCfMaLvSrNwDyK2hT0qZ7"
    )]
    [InlineData("AKIAAAAAAAAAAAAAAAAA and 9b74c9897bac770ffc029102a200c5de and AKIAIOSFODNN7EXAMPLETOOLONG")]
    public void Keys_of_services(string text, params string[] expected) => AssertFound(text, expected);

    [Theory]
    [InlineData("amqp://guest:hunter2@rabbit:5672/", "url:guest:hunter2")]
    [InlineData("https://:token@host/", "url::token")]
    [InlineData("sent with bearer abcdefghijklmnop1 to x", "credentials:abcdefghijklmnop1")]
    [InlineData("got Basic YW5uYTpodW50ZXIy today", "credentials:YW5uYTpodW50ZXIy")]
    [InlineData("the Basic Authentication-Filter, a bearer of bad-news-for-everybody")]
    [InlineData("https://host/path?at=12:30@noon")]
    public void Credentials(string text, params string[] expected) => AssertFound(text, expected);

    [Fact]
    public void Private_keys_go_whole_and_public_ones_stay()
    {
        const string Key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----";

        AssertFound($"key {Key} end", [$"private_key:{Key}"]);
        AssertFound("-----BEGIN PRIVATE KEY-----\\nMIIE cut", ["private_key:-----BEGIN PRIVATE KEY-----\\nMIIE cut"]);
        AssertFound("-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----", []);
    }

    private static void AssertFound(string text, string[] expected) =>
        Assert.Equal(expected, Some.Redactor().Found(text));
}
