using System.Globalization;
using System.Text;
using System.Text.Json;
using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Redaction.Detection;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Tests.Redaction.Detection;

public sealed class RedactTests : IDisposable
{
    private const string Canary = "anna.canary@example.com";

    private readonly ScratchBuffer _scratch = new();
    private readonly LogRecord _record = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void No_place_of_a_record_keeps_a_value()
    {
        _record.Body = Bytes($"sent to {Canary}");
        _record.HttpUrl = Bytes($"/find?q={Canary.Replace("@", "%40", StringComparison.Ordinal)}");
        _record.HttpRoute = Bytes($"/people/{Canary}");
        _record.UserAgent = Bytes($"bot (+mailto:{Canary})");
        _record.UserId = Bytes(Canary);
        _record.CorrelationId = Bytes(Canary);
        _record.RequestId = Bytes($"r-{Canary}");
        _record.EventName = Bytes(Canary);
        _record.ServiceName = Bytes(Canary);
        _record.ClientAddress = Bytes("203.0.113.77");
        Add("exception.stacktrace", $"at A.B(\"{Canary}\")\n   at C.D()");
        Add($"people.{Canary}.name", "x");
        Add("nested", $$"""{"a":[{"b":"{{Canary}}"}]}""");
        Add("encoded", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{{\"to\":\"{Canary}\",\"at\":\"now\"}}")));
        _record.Resource.Add(Bytes("deployed.by"), Bytes(Canary));

        Apply();

        var stored = Everything();
        Assert.DoesNotContain("canary", stored, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("203.0.113.77", stored, StringComparison.Ordinal);
        Assert.Equal("ip,email(12),user", Value("monolith.redacted"));
    }

    [Theory]
    [InlineData("the key {0} was refused")]
    [InlineData("GET /api/v1/logs HTTP/1.1 Authorization: Bearer {0}")]
    [InlineData("curl 'https://logs.example.org/?api_key={0}&q=x'")]
    [InlineData("{{\"key\":\"{0}\",\"name\":\"CI\"}}")]
    [InlineData("MONOLITH_API_KEY={0}")]
    public void A_key_of_ours_is_not_kept_in_a_text(string text)
    {
        // As the keys that are made: mk_, 12 that name it, and 49.
        const string Secret = "kV3mR8sWcY1nHdP6uJgE4tXoQiB5zCfMaLvSrNwDyK2hT0qZ7";
        _record.Body = Bytes(string.Format(CultureInfo.InvariantCulture, text, $"mk_7Fq2LxA9ZbT0_{Secret}"));

        Apply();

        Assert.DoesNotContain("mk_7Fq2LxA9ZbT0", Everything(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret[^8..], Everything(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("password", "hunter2", "[secret]")]
    [InlineData("db.Password", "hunter2", "[secret]")]
    [InlineData("http.request.header.authorization", "Bearer x", "[credentials]")]
    [InlineData("http.response.header.set-cookie", "[\"a=b\"]", "[credentials]")]
    [InlineData("X-API-Key", "abc", "[secret]")]
    [InlineData("customerPhone", "030 901820", "phone_k1_")]
    [InlineData("gen_ai.usage.output_tokens", "120", "120")]
    [InlineData("service.version", "1.2.3.4", "1.2.3.4")]
    [InlineData("enabled.token", "false", "false")]
    [InlineData("host.name", "203.0.113.7", "203.0.113.7")]
    [InlineData("host.ip", "2001:db8::7", "2001:db8::7")]
    [InlineData("syslog.sd.order@32473.id", "17", "17")]
    public void An_attribute_is_known_by_its_name(string name, string value, string expected)
    {
        Add(name, value);

        Apply();

        Assert.StartsWith(expected, Value(name), StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_id_becomes_a_token_unless_the_settings_keep_it_and_it_says_nothing_of_the_person()
    {
        var kept = new RedactSettings
        {
            Actions = new Dictionary<string, RedactAction> { ["user"] = RedactAction.Keep },
        };
        _record.UserId = Bytes("u-4711");
        Apply(kept);
        Assert.Equal("u-4711", Text(_record.UserId));
        Assert.Equal(0, _record.Attributes.Count);

        Apply();
        Assert.StartsWith("user_k1_", Text(_record.UserId), StringComparison.Ordinal);

        _record.UserId = Bytes(Canary);
        Apply(kept);
        Assert.StartsWith("email_k1_", Text(_record.UserId), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Partial", "203.0.113.77", "203.0.113.0/24~k1_")]
    [InlineData("Mask", "203.0.113.77", "[ip]")]
    [InlineData("Keep", "203.0.113.77", "203.0.113.77")]
    [InlineData("Partial", "127.0.0.1", "127.0.0.1")]
    [InlineData("Partial", "2001:db8:1::7", "2001:db8::/48~k1_")]
    [InlineData("Partial", "203.0.113.77:4711", "203.0.113.0/24~k1_")]
    public void The_address_of_a_client_is_done_with_as_the_settings_say(string action, string address, string expected)
    {
        _record.ClientAddress = Bytes(address);

        Apply(new() { Actions = new Dictionary<string, RedactAction> { ["ip"] = Enum.Parse<RedactAction>(action) } });

        Assert.StartsWith(expected, Text(_record.ClientAddress), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_tenant_looks_for_itself_is_found_in_the_address_of_a_client()
    {
        _record.ClientAddress = Bytes("203.0.113.77");

        Apply(
            new()
            {
                Actions = new Dictionary<string, RedactAction> { ["ip"] = RedactAction.Keep },
                Kinds =
                [
                    new()
                    {
                        Name = "gate",
                        Pattern = "203\\.0\\.113\\.\\d+",
                        Action = RedactAction.Mask,
                    },
                ],
            }
        );

        Assert.Equal("[gate]", Text(_record.ClientAddress));
    }

    [Fact]
    public void A_name_means_to_each_tenant_what_its_own_rules_say()
    {
        var usual = new Redact(Some.Redactor());
        var own = new Redact(
            Some.Redactor(
                new()
                {
                    Kinds =
                    [
                        new()
                        {
                            Name = "badge",
                            Fields = ["badge"],
                            Action = RedactAction.Mask,
                        },
                    ],
                }
            )
        );

        // Of names that came before, each remembers what it knows: by turns, and behind names of their own.
        for (var i = 0; i < 20; i++)
        {
            foreach (var (redact, expected) in new[] { (usual, "blue"), (own, "[badge]") })
            {
                _record.Clear();
                Add($"first.{i % 3}", "x");
                Add("badge", "blue");

                redact.Apply(_record, new StageContext(TenantId.Default, _scratch, new Tally(), 0));

                Assert.Equal(expected, Value("badge"));
            }
        }
    }

    [Fact]
    public void An_attribute_of_which_nothing_is_left_goes()
    {
        Add("a", "1");
        Add("password", "hunter2");
        Add("b", "2");

        Apply(new() { Actions = new Dictionary<string, RedactAction> { ["secret"] = RedactAction.Remove } });

        Assert.Equal(["a", "b", "monolith.redacted"], Names());
        Assert.Equal("2", Value("b"));
    }

    [Fact]
    public void A_second_stage_adds_to_what_the_first_one_counted_and_finds_nothing_twice()
    {
        _record.Body = Bytes($"to {Canary} from student 4711, password=hunter2, with the password=hunter3");
        Apply();
        Apply();
        Assert.Equal("email,secret(2)", Value("monolith.redacted"));

        Apply(
            new()
            {
                Kinds =
                [
                    new()
                    {
                        Name = "student",
                        Pattern = "\\b\\d{4}\\b",
                        Context = ["student"],
                    },
                ],
            }
        );

        Assert.Equal("email,secret(2),student", Value("monolith.redacted"));
    }

    [Theory]
    [InlineData("email", "email(2)")]
    [InlineData("ip,email(2)", "ip,email(3)")]
    [InlineData("email(4000000000)", "email(4000000001)")]
    [InlineData("email(0)", "email")]
    [InlineData("email(-1)", "email(-1),email")]
    [InlineData("email(2", "email(2,email")]
    [InlineData("nothing at all", "nothing at all,email")]
    [InlineData("", "email")]
    public void What_the_mark_said_before_is_added_to_and_what_is_no_mark_stays(string before, string after)
    {
        Add("monolith.redacted", before);
        _record.Body = Bytes($"to {Canary}");

        Apply();

        Assert.Equal(after, Value("monolith.redacted"));
    }

    [Fact]
    public void A_resource_is_protected_once_and_outlives_the_memory_of_its_first_record()
    {
        _record.Resource.Add(Bytes("deployed.by"), Bytes(Canary));
        Apply();
        var first = Text(_record.Resource.Items[0].Value);
        _scratch.Reset();
        _scratch.Copy(new byte[1_000]);
        _record.Clear();
        Apply();

        Assert.StartsWith("email_k1_", first, StringComparison.Ordinal);
        Assert.Equal(first, Text(_record.Resource.Items[0].Value));
    }

    [Fact]
    public void Fields_that_held_nothing_a_thousand_times_are_looked_at_when_they_hold_something_new()
    {
        var redact = new Redact(Some.Redactor());
        var context = new StageContext(TenantId.Default, _scratch, new Tally(), 0);
        for (var i = 0; i <= 2_000; i++)
        {
            var value = i % 1_000 == 999 ? Canary : "always the same";
            _record.Clear();
            _record.UserAgent = Bytes(value);
            _record.HttpUrl = Bytes(value);
            Add("note", value);
            Add("password", "hunter2");

            redact.Apply(_record, in context);

            Assert.Equal(value != Canary, Everything().Contains("note=always the same", StringComparison.Ordinal));
            Assert.DoesNotContain("canary", Everything(), StringComparison.Ordinal);
            Assert.Equal(value == Canary ? "email(3),secret" : "secret", Value("monolith.redacted"));
        }
    }

    [Fact]
    public void An_attribute_is_treated_alike_whether_or_not_its_name_has_a_number()
    {
        string[] names =
        [
            "note",
            "password",
            "order.state",
            "home.phone",
            "service.version",
            "monolith.redacted",
            Canary,
        ];
        string[] values = ["", "shipped", "2026.3.1", "10.0.0.1", "030 901820", "always the same text", Canary];
        var redact = new Redact(Some.Redactor());
        var context = new StageContext(TenantId.Default, _scratch, new Tally(), 0);
        var random = new Random(7);
        for (var round = 0; round < 20_000; round++)
        {
            var picked = Enumerable
                .Range(0, 5)
                .Select(_ => (names[random.Next(names.Length)], values[random.Next(values.Length)]))
                .ToArray();

            var stored = Redacted(picked, isNumbered: false);

            Assert.Equal(stored, Redacted(picked, isNumbered: true));
        }

        string Redacted((string Name, string Value)[] attributes, bool isNumbered)
        {
            _record.Clear();
            _scratch.Reset();
            foreach (var (name, value) in attributes)
            {
                var number = isNumbered ? AttributeName.NumberOf(Bytes(name)) : 0;
                _record.Attributes.Add(Bytes(name), Bytes(value), number);
            }

            redact.Apply(_record, in context);
            return Everything();
        }
    }

    [Theory]
    [InlineData("phone")]
    [InlineData("order.4711.phone")]
    public void What_is_nothing_in_other_places_is_found_under_a_name_that_says_what_it_is(string name)
    {
        const string Number = "030 901820";
        var redactor = Some.Redactor();
        var redact = new Redact(redactor);
        var context = new StageContext(TenantId.Default, _scratch, new Tally(), 0);
        Assert.Empty(redactor.Found(Number));

        // Often enough for it to be remembered that nothing is in it.
        for (var i = 0; i <= 5_000; i++)
        {
            _record.Clear();
            _record.ServiceName = Bytes(Number);
            Add("note", Number);
            redact.Apply(_record, in context);
        }

        Add(name, Number);
        redact.Apply(_record, in context);

        Assert.Equal(Number, Value("note"));
        Assert.StartsWith("phone_k1_", Value(name), StringComparison.Ordinal);
    }

    [Fact]
    public void A_span_is_protected_with_its_events_and_links()
    {
        var span = new SpanRecord
        {
            Name = Bytes($"GET /{Canary}"),
            StatusMessage = Bytes(Canary),
            UserId = Bytes(Canary),
        };
        span.Attributes.Add(Bytes("url.full"), Bytes($"https://svc:hunter2@host/?q={Canary}"));
        span.Events.Add(new SpanEvent(1, Bytes(Canary)));
        span.Events.Attributes.Add(Bytes("exception.message"), Bytes(Canary));
        span.Events.Attributes.Add(Bytes("password"), Bytes("hunter2"));
        span.Links.Add(default);
        span.Links.Attributes.Add(Bytes("to"), Bytes(Canary));

        new RedactSpan(Some.Redactor()).Apply(span, _scratch);

        var stored = string.Join(
            '\n',
            span.Attributes.Items.ToArray()
                .Concat(span.Events.Attributes.Items.ToArray())
                .Concat(span.Links.Attributes.Items.ToArray())
                .Select(a => $"{Text(a.Key)}={Text(a.Value)}")
                .Append(
                    Text(span.Name) + Text(span.StatusMessage) + Text(span.UserId) + Text(span.Events.Items[0].Name)
                )
        );
        Assert.DoesNotContain("canary", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", stored, StringComparison.Ordinal);
        Assert.Contains("monolith.redacted=url,email(6),secret,user\n", stored, StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_of_an_attribute_that_is_removed_is_not_given_to_the_next()
    {
        var settings = JsonSerializer.Deserialize(
            """{"actions":{"secret":"remove"}}""",
            RedactJson.Default.RedactSettings
        );
        Add($"people.{Canary}.password", "hunter2");
        Add("order.id", "ord-17");

        Apply(settings);

        Assert.Equal("ord-17", Value("order.id"));
        Assert.DoesNotContain("people", string.Join(' ', Names()), StringComparison.Ordinal);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private void Add(string name, string value) => _record.Attributes.Add(Bytes(name), Bytes(value));

    private void Apply(RedactSettings? settings = null) =>
        new Redact(Some.Redactor(settings)).Apply(
            _record,
            new StageContext(TenantId.Default, _scratch, new Tally(), 0)
        );

    private string Value(string name) => Text(_record.Attributes.Items[_record.Attributes.IndexOf(Bytes(name))].Value);

    private IEnumerable<string> Names() => _record.Attributes.Items.ToArray().Select(a => Text(a.Key));

    private string Everything() =>
        string.Join(
            '\n',
            _record
                .Attributes.Items.ToArray()
                .Concat(_record.Resource.Items.ToArray())
                .Select(a => $"{Text(a.Key)}={Text(a.Value)}")
                .Concat(
                    new[]
                    {
                        _record.Body,
                        _record.HttpUrl,
                        _record.HttpRoute,
                        _record.UserAgent,
                        _record.UserId,
                        _record.CorrelationId,
                        _record.RequestId,
                        _record.EventName,
                        _record.ServiceName,
                        _record.ClientAddress,
                    }.Select(Text)
                )
        );
}
