using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Buffers;
using Monolith.Platform.Language;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Schemas;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Tests.Schemas;

public sealed class CheckContractTests
{
    private const string Orders = """
        contract: orders
        version: 1.2.0
        service: order-*
        required: [order.id]
        fields:
          order.id: {type: int, min: 1}
          status: {type: string, allowed: [open, closed]}
          roll_no: {type: string, pattern: "^[A-Z]{2}\\d{6}$"}
          paid: {type: bool}
          at: {type: time}
          cart: {type: uuid}
          shop.ip: {type: ip}
          note: {type: text, max_length: 5}
          share: {type: number, min: 0, max: 1}
          log_level: {type: level}
          duration_ms: {type: number, min: 0}
        """;

    [Theory]
    [InlineData("order.id=7", "")]
    [InlineData("", "order.id:required")]
    [InlineData("order.id=seven", "order.id:type")]
    [InlineData("order.id=0", "order.id:range")]
    [InlineData("order.id=7 status=open", "")]
    [InlineData("order.id=7 status=Open", "status:allowed")]
    [InlineData("order.id=7 roll_no=AB123456", "")]
    [InlineData("order.id=7 roll_no=AB12345", "roll_no:pattern")]
    [InlineData("order.id=7 paid=true", "")]
    [InlineData("order.id=7 paid=yes", "paid:type")]
    [InlineData("order.id=7 at=2026-03-04T05:06:07Z", "")]
    [InlineData("order.id=7 at=yesterday", "at:type")]
    [InlineData("order.id=7 cart=0af76519-16cd-43dd-8448-eb211c80319c", "")]
    [InlineData("order.id=7 cart=0af76519", "cart:type")]
    [InlineData("order.id=7 shop.ip=10.0.0.1", "")]
    [InlineData("order.id=7 shop.ip=2001:db8::1", "")]
    [InlineData("order.id=7 shop.ip=10.0.0.256", "shop.ip:type")]
    [InlineData("order.id=7 note=short", "")]
    [InlineData("order.id=7 note=longer", "note:length")]
    [InlineData("order.id=7 share=0.5", "")]
    [InlineData("order.id=7 share=1.5", "share:range")]
    [InlineData("order.id=x status=y", "order.id:type,status:allowed")]
    public void A_record_is_marked_with_what_it_breaks(string attributes, string marks)
    {
        var record = Record(attributes);

        var verdict = Check(Orders, record);

        Assert.Equal(Fate.Keep, verdict.Fate);
        Assert.Equal(marks, Value(record, "monolith.violations"));
    }

    [Theory]
    [InlineData("order.id=7.0", "order.id", "7")]
    [InlineData("order.id=7 status=Open", "status", "open")]
    [InlineData("order.id=7 paid=Yes", "paid", "true")]
    [InlineData("order.id=7 paid=0", "paid", "false")]
    [InlineData("order.id=7 at=1772600767", "at", "2026-03-04T05:06:07.000000000Z")]
    [InlineData("order.id=7 at=1772600767123", "at", "2026-03-04T05:06:07.123000000Z")]
    [InlineData("order.id=7 cart=0AF7651916CD43DD8448EB211C80319C", "cart", "0af76519-16cd-43dd-8448-eb211c80319c")]
    [InlineData(
        "order.id=7 cart={0af76519-16cd-43dd-8448-eb211c80319c}",
        "cart",
        "0af76519-16cd-43dd-8448-eb211c80319c"
    )]
    public void A_value_is_mended_where_it_is_plain_what_was_meant(string attributes, string field, string expected)
    {
        var record = Record(attributes);

        var verdict = Check($"{Orders}\non_violation: fix", record);

        Assert.Equal(Fate.Keep, verdict.Fate);
        Assert.Equal((expected, ""), (Value(record, field), Value(record, "monolith.violations")));
    }

    [Fact]
    public void Space_around_a_value_is_taken_away()
    {
        var record = Record("order.id=7");
        record.Attributes.Add("status"u8.ToArray(), " open\t"u8.ToArray());

        Check($"{Orders}\non_violation: fix", record);

        Assert.Equal("open", Value(record, "status"));
    }

    [Theory]
    [InlineData("order.id=7.5", "order.id:type")]
    [InlineData("order.id=7 status=ajar", "status:allowed")]
    [InlineData("order.id=7 note=longer", "note:length")]
    [InlineData("order.id=7 at=17", "at:type")]
    public void What_nobody_can_mend_is_kept_and_marked(string attributes, string marks)
    {
        var record = Record(attributes);
        var before = attributes.Split(' ').Select(pair => pair.Split('=')[1]);

        Check($"{Orders}\non_violation: fix", record);

        Assert.Equal(marks, Value(record, "monolith.violations"));
        Assert.All(before, value => Assert.Contains(record.Attributes.Items.ToArray(), a => Text(a.Value) == value));
    }

    [Theory]
    [InlineData("quarantine", nameof(Fate.Quarantine))]
    [InlineData("reject", nameof(Fate.Reject))]
    public void A_record_is_not_kept_where_the_contract_says_so_and_its_values_are_not_told(string policy, string fate)
    {
        var verdict = Check($"{Orders}\non_violation: {policy}", Record("order.id=anna@example.com"));

        Assert.Equal((fate, RejectReason.ContractViolation), ($"{verdict.Fate}", verdict.Reason));
        Assert.Equal("The contract orders 1.2.0 is broken: order.id, type.", verdict.Detail);
    }

    [Fact]
    public void A_stage_that_only_marks_refuses_and_mends_nothing()
    {
        var record = Record("order.id=7.0");

        var verdict = Check($"{Orders}\non_violation: reject", record, onlyMarks: true);

        Assert.Equal(Fate.Keep, verdict.Fate);
        Assert.Equal(("7.0", "order.id:type"), (Value(record, "order.id"), Value(record, "monolith.violations")));
    }

    [Theory]
    [InlineData("order-service", "orders")]
    [InlineData("order-", "orders")]
    [InlineData("order-admin", "admin")]
    [InlineData("payment", "all")]
    public void The_most_exact_contract_holds(string service, string expected)
    {
        var catalog = Catalog(
            "{contract: all, version: 1.0.0, fields: {a: {}}}",
            "{contract: orders, version: 1.0.0, service: order-*, fields: {a: {}}}",
            "{contract: admin, version: 1.0.0, service: order-admin, fields: {a: {}}}"
        );

        Assert.Equal(expected, catalog.Of(TenantId.Default, Bytes(service).Span).Document.Contract);
        Assert.Equal(BuiltInContract.Name, catalog.Of(new TenantId("other"), Bytes(service).Span).Document.Contract);
    }

    [Theory]
    [InlineData("a*c", "abc", true)]
    [InlineData("a*c", "ac", true)]
    [InlineData("a*c", "ab", false)]
    [InlineData("*-prod", "shop-prod", true)]
    [InlineData("a*b*b", "ab", false)]
    [InlineData("a*b*b", "abb", true)]
    public void A_star_stands_for_any_characters(string pattern, string service, bool expected)
    {
        var catalog = Catalog($"{{contract: one, version: 1.0.0, service: \"{pattern}\", fields: {{a: {{}}}}}}");

        Assert.Equal(expected, catalog.Of(TenantId.Default, Bytes(service).Span).Document.Contract == "one");
    }

    [Fact]
    public void An_ordinary_record_breaks_nothing_of_the_mandatory_fields_and_costs_no_memory()
    {
        var stage = new CheckContract(new ContractCatalog(), onlyMarks: false, violations: null);
        var record = new LogRecord
        {
            ServiceName = Bytes("checkout"),
            CorrelationId = Bytes("c-1"),
            Body = Bytes("payment accepted"),
        };
        record.Attributes.Add(Bytes("order.id"), Bytes("4711"));
        var context = Context();

        Assert.Equal(0, Allocations.LeastOf(() => stage.Apply(record, in context), times: 10_000));
        Assert.Equal(1, record.Attributes.Count);
    }

    [Fact]
    public void What_is_really_wrong_with_mandatory_fields_is_marked()
    {
        var record = new LogRecord
        {
            SeverityText = Bytes("spicy"),
            RequestId = new byte[300],
            DurationMs = -1,
        };

        new CheckContract(new ContractCatalog(), onlyMarks: false, violations: null).Apply(record, Context());

        Assert.Equal("log_level:type,request_id:length,duration_ms:range", Value(record, "monolith.violations"));
    }

    [Fact]
    public void A_duration_in_words_is_mended()
    {
        var record = Record("order.id=7 duration_ms=1s500ms");

        Check($"{Orders}\non_violation: fix", record);

        Assert.Equal((1500, ""), (record.DurationMs, Value(record, "monolith.violations")));
        Assert.Equal(-1, record.Attributes.IndexOf("duration_ms"u8));
    }

    [Theory]
    [InlineData("schema_version=1 usr=anna took=1.5 state=o legacy=x", "3")]
    [InlineData("schema_version=2 user_id=anna duration_ms=1500 state=o legacy=x", "3")]
    [InlineData("schema_version=3 user_id=anna duration_ms=1500 status=open", "3")]
    [InlineData("user_id=anna duration_ms=1500 status=open", "")]
    public void A_record_of_an_older_version_becomes_one_of_the_current(string attributes, string version)
    {
        var record = Record(attributes);
        WellKnownAttributes.MoveToFields(record); // as the stage before it does

        Check(
            """
            contract: orders
            version: 1.0.0
            schema_version: 3
            fields:
              status: {allowed: [open, closed]}
            upgrades:
              - {from: 2, rename: {state: status}, values: {status: {o: open, c: closed}}, remove: [legacy]}
              - {from: 1, rename: {usr: user_id, took: duration_ms}, scale: {duration_ms: 1000}}
            """,
            record
        );

        Assert.Equal(("anna", 1500, "open"), (Text(record.UserId), record.DurationMs, Value(record, "status")));
        Assert.Equal((version, ""), (Value(record, "schema_version"), Value(record, "monolith.violations")));
        Assert.Equal((3, -1), (record.SchemaVersion, record.Attributes.IndexOf("legacy"u8)));
    }

    [Fact]
    public void A_field_that_the_new_name_has_already_is_not_written_over()
    {
        var record = Record("schema_version=1 usr=old");
        record.UserId = Bytes("new");

        Check(
            "{contract: c, version: 1.0.0, schema_version: 2, fields: {a: {}}, upgrades: [{from: 1, rename: {usr: user_id}}]}",
            record
        );

        Assert.Equal(("new", "old"), (Text(record.UserId), Value(record, "usr")));
    }

    [Fact]
    public void Violations_are_counted_by_service_field_and_rule()
    {
        using var metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var book = new ViolationBook(metrics.GetRequiredService<IMeterFactory>());
        var stage = new CheckContract(Catalog(Orders), onlyMarks: false, book);
        foreach (var attributes in (string[])["order.id=x", "order.id=y", "order.id=1 status=?", "order.id=1"])
        {
            stage.Apply(Record(attributes), Context());
        }

        var listed = book.List(TenantId.Default);

        Assert.Equal(
            ["order-service order.id type Accepted 2", "order-service status allowed Accepted 1"],
            listed.Select(v => $"{v.Service} {v.Field} {v.Rule} {v.Outcome} {v.Count}")
        );
        Assert.Empty(book.List(new TenantId("other")));
    }

    [Fact]
    public void Services_beyond_the_bound_are_counted_together()
    {
        using var metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var book = new ViolationBook(metrics.GetRequiredService<IMeterFactory>());

        for (var n = 0; n < 10_100; n++)
        {
            var service = Bytes(n.ToString(CultureInfo.InvariantCulture)).Span;
            book.Count(TenantId.Default, service, "f", ViolationRule.Type, ViolationOutcome.Accepted, n);
        }

        var listed = book.List(TenantId.Default);
        Assert.Equal((10_001, 100), (listed.Count, listed[0].Count));
        Assert.Equal(ViolationBook.Others, listed[0].Service);
    }

    [Fact]
    public void The_fields_that_say_something_about_a_person_are_known_with_what_is_done_with_them()
    {
        IFieldClasses classes = Catalog(
            """
            contract: all
            version: 1.0.0
            fields:
              email: {class: personal, token_type: email}
              grade: {class: sensitive}
              pin: {class: secret}
              name: {class: personal, action: mask}
              team: {class: internal}
            """
        );

        Assert.Equal(
            [
                "email Personal Tokenize email",
                "grade Sensitive Mask user",
                "pin Secret Remove secret",
                "name Personal Mask user",
            ],
            classes.Of(TenantId.Default, "any"u8).Select(c => $"{c.Name} {c.Class} {c.Action} {c.Kind}")
        );
        Assert.Equal("user_id", Assert.Single(classes.Of(new TenantId("other"), "any"u8)).Name);
    }

    private static Verdict Check(string contract, LogRecord record, bool onlyMarks = false) =>
        new CheckContract(Catalog(contract), onlyMarks, violations: null).Apply(record, Context());

    private static ContractCatalog Catalog(params string[] contracts)
    {
        var catalog = new ContractCatalog();
        catalog.Replace(
            contracts.Select(text => (TenantId.Default, new CompiledContract(Good(ContractReader.Parse(text)))))
        );
        return catalog;
    }

    private static ContractDocument Good(ContractDocument contract)
    {
        Assert.Empty(ContractReader.Faults(contract));
        return contract;
    }

    private static LogRecord Record(string attributes)
    {
        var record = new LogRecord { ServiceName = Bytes("order-service"), Severity = SeverityNumber.Info };
        foreach (var pair in attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=')))
        {
            record.Attributes.Add(Bytes(pair[0]), Bytes(pair[1]));
        }

        return record;
    }

    private static string Value(LogRecord record, string name) =>
        Encoding.UTF8.GetString(RecordField.Of($"\"{name}\"").Read(record, new byte[RecordField.MaxMadeBytes]));

    private static StageContext Context() =>
        new(TenantId.Default, new ScratchBuffer(), new Tally(), ReceivedUnixNano: 1_772_600_767_000_000_000);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
