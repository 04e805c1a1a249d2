using System.Text;
using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Redaction.Detection;
using Monolith.Processing.Schemas;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Tests.Redaction.Detection;

public sealed class ClassRedactorTests
{
    [Fact]
    public void What_a_contract_says_of_a_field_is_done_whatever_the_field_holds()
    {
        var record = Record(
            "name=Anna",
            "pin=4711",
            "grade=B",
            "team=blue",
            "roll=x-1",
            "ip=203.0.113.9",
            "note=plain",
            "born=1990"
        );

        Apply(
            record,
            """
            contract: school
            version: 1.0.0
            fields:
              name: {class: personal}
              pin: {class: secret}
              grade: {class: sensitive}
              team: {class: personal, action: keep}
              roll: {class: personal, action: hash, token_type: roll}
              ip: {class: personal, action: partial, token_type: ip}
              note: {class: internal}
              born: {class: personal, action: encrypt, token_type: born}
            """
        );

        var kept = record
            .Attributes.Items.ToArray()
            .ToDictionary(a => Text(a.Key), a => Text(a.Value), StringComparer.Ordinal);
        Assert.StartsWith("user_k1_", kept["name"], StringComparison.Ordinal);
        Assert.Matches(@"\A\[roll:[g-pa-f]{8}\]\z", kept["roll"]);
        Assert.StartsWith("203.0.113.0/24~k1_", kept["ip"], StringComparison.Ordinal);
        Assert.StartsWith("enc_born_k1_", kept["born"], StringComparison.Ordinal);
        Assert.Equal(("[user]", "blue", "plain"), (kept["grade"], kept["team"], kept["note"]));
        Assert.DoesNotContain("pin", kept.Keys);
        Assert.Equal("secret,user(5)", kept["monolith.redacted"]);
    }

    [Fact]
    public void A_value_that_was_replaced_already_is_not_replaced_again_and_no_second_one_of_the_name_stays()
    {
        const string Contract =
            "{contract: c, version: 1.0.0, fields: {name: {class: personal}, duration_ms: {class: personal}}}";
        var record = Record("name=Anna", "name=Bert");
        record.DurationMs = 7;

        Apply(record, Contract);
        var once = record.Attributes.Items.ToArray().Select(a => Text(a.Value)).ToList();
        Apply(record, Contract);

        Assert.Equal(once, record.Attributes.Items.ToArray().Select(a => Text(a.Value)));
        Assert.DoesNotContain("Bert", string.Join(' ', once), StringComparison.Ordinal);
        Assert.True(double.IsNaN(record.DurationMs));
    }

    [Fact]
    public void What_a_contract_says_of_a_field_is_done_in_the_resource_too()
    {
        var record = Record("note=x");
        record.AddToResource("owner"u8.ToArray(), "Anna Example"u8.ToArray());
        record.AddToResource("pin"u8.ToArray(), "1234"u8.ToArray());
        record.AddToResource("host.name"u8.ToArray(), "web-1"u8.ToArray());

        Apply(record, "{contract: c, version: 1.0.0, fields: {owner: {class: personal}, pin: {class: secret}}}");

        var kept = record.Resource.Items.ToArray().Select(a => (Text(a.Key), Text(a.Value)[..5]));
        Assert.Equal([("owner", "user_"), ("host.name", "web-1")], kept);
        Assert.DoesNotContain(record.Attributes.Items.ToArray(), a => Text(a.Key) is "owner" or "pin");
    }

    private static void Apply(LogRecord record, string contract)
    {
        var catalog = new ContractCatalog();
        var document = ContractReader.Parse(contract);
        Assert.Empty(ContractReader.Faults(document));
        catalog.Replace([(TenantId.Default, new CompiledContract(document))]);
        var context = new StageContext(TenantId.Default, new ScratchBuffer(), new Tally(), 0);
        new Redact(Some.Redactor(), catalog).Apply(record, in context);
    }

    private static LogRecord Record(params string[] attributes)
    {
        var record = new LogRecord { ServiceName = "school"u8.ToArray() };
        foreach (var pair in attributes.Select(a => a.Split('=')))
        {
            record.Attributes.Add(Encoding.UTF8.GetBytes(pair[0]), Encoding.UTF8.GetBytes(pair[1]));
        }

        return record;
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
