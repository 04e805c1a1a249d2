using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monolith.Platform.Buffers;
using Monolith.Platform.Language;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Editing;
using Monolith.Processing.Editing.Tables;
using Monolith.Processing.Pipelines;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Tests.Editing;

public sealed class EditingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScratchBuffer _scratch = new();
    private readonly LookupTables _tables;
    private readonly LogRecord _record = new()
    {
        Body = Bytes("it took long"),
        Severity = SeverityNumber.Info,
        SeverityText = Bytes("INFO"),
        ServiceName = Bytes("checkout"),
        HttpMethod = Bytes("GET"),
    };

    public EditingTests() =>
        _tables = new LookupTables(
            Options.Create(new PipelineOptions { TablesPath = _folder.Path }),
            NullLogger<LookupTables>.Instance
        );

    public void Dispose()
    {
        _scratch.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_rename_moves_values_in_order_and_leaves_alone_what_is_not_there()
    {
        Set("txn", "t-1");

        var verdict = Run("rename", """{"fields":{"txn":"tmp","tmp":"correlation_id","nothing":"user_id"}}""");

        Assert.Equal(Verdict.Keep, verdict);
        Assert.Equal(("", "", "t-1", ""), (Get("txn"), Get("tmp"), Get("correlation_id"), Get("user_id")));
    }

    [Fact]
    public void A_rename_that_replaces_nothing_leaves_both_values_where_they_are()
    {
        Set("txn", "t-1");
        Set("correlation_id", "c-1");

        Run("rename", """{"fields":{"txn":"correlation_id"},"replace":false}""");

        Assert.Equal(("t-1", "c-1"), (Get("txn"), Get("correlation_id")));
    }

    [Fact]
    public void A_value_that_does_not_fit_stays_and_the_stage_has_failed()
    {
        Set("how_bad", "loud");

        var verdict = Run("rename", """{"fields":{"how_bad":"severity"}}""");

        Assert.Equal(
            (Fate.Fail, "The value of how_bad is none that severity can have."),
            (verdict.Fate, verdict.Detail)
        );
        Assert.Equal(("loud", "info"), (Get("how_bad"), Get("severity")));
    }

    [Fact]
    public void A_copy_leaves_the_value_where_it_is()
    {
        Run("copy", """{"fields":{"body":"original","severity":"old_severity"}}""");

        Assert.Equal(("it took long", "it took long", "info"), (Get("body"), Get("original"), Get("old_severity")));
    }

    [Theory]
    [InlineData(true, "b")]
    [InlineData(false, "a")]
    public void A_set_gives_way_only_where_it_is_told_to(bool replace, string expected)
    {
        Set("team", "a");

        Run("set", $$"""{"fields":{"team":"b","tier":1,"canary":true},"replace":{{(replace ? "true" : "false")}}}""");

        Assert.Equal((expected, "1", "true"), (Get("team"), Get("tier"), Get("canary")));
    }

    [Fact]
    public void A_remove_takes_fields_by_name_and_attributes_by_how_they_begin()
    {
        Set("http.request.header.cookie", "x");
        Set("http.request.header.accept", "x");
        Set("http.request.body", "stays");
        Set("password", "x");

        Run("remove", """{"fields":["http.request.header.*","password","http.request.method"]}""");

        Assert.Equal(["http.request.body"], _record.Attributes.Items.ToArray().Select(a => Text(a.Key)));
        Assert.Equal("", Get("http.request.method"));
    }

    [Theory]
    [InlineData("number", "12.50", "12.5")]
    [InlineData("number", " 9007199254740993 ", "9007199254740993")]
    [InlineData("number", "1e3", "1000")]
    [InlineData("number", "fast", null)]
    [InlineData("integer", "12.9", "12")]
    [InlineData("integer", "-0.5", "0")]
    [InlineData("integer", "1e300", null)]
    [InlineData("boolean", "Yes", "true")]
    [InlineData("boolean", "0", "false")]
    [InlineData("boolean", "perhaps", null)]
    [InlineData("timestamp", "1772600767", "2026-03-04T05:06:07.000000000Z")]
    [InlineData("timestamp", "2026-03-04T06:06:07.5+01:00", "2026-03-04T05:06:07.500000000Z")]
    [InlineData("timestamp", "today", null)]
    [InlineData("milliseconds", "1.5s", "1500")]
    [InlineData("milliseconds", "1h30m", "5400000")]
    [InlineData("milliseconds", "250 ms", "250")]
    [InlineData("milliseconds", "800µs", "0.8")]
    [InlineData("milliseconds", "42", "42")]
    [InlineData("milliseconds", "1s5", null)]
    [InlineData("milliseconds", "soon", null)]
    [InlineData("lower", "ÄpFEL", "äpfel")]
    [InlineData("upper", "straße", "STRAßE")]
    [InlineData("trim", "  a b ", "a b")]
    public void A_convert_writes_a_value_in_another_form_or_fails_and_leaves_it(
        string form,
        string value,
        string? expected
    )
    {
        Set("value", value);

        var verdict = Run("convert", $$"""{"fields":{"value":"{{form}}","nothing":"{{form}}"} }""");

        Assert.Equal(expected ?? value, Get("value"));
        Assert.Equal(expected is null ? Fate.Fail : Fate.Keep, verdict.Fate);
    }

    [Theory]
    [InlineData("200", "ok")]
    [InlineData("404", "missing")]
    [InlineData("500", "other")]
    [InlineData("", "")]
    public void A_map_looks_a_value_up(string status, string expected)
    {
        Set("status", status);

        Run("map", """{"field":"status","to":"outcome","table":{"200":"ok","404":"missing"},"default":"other"}""");

        Assert.Equal(expected, Get("outcome"));
    }

    [Fact]
    public async Task A_map_of_a_file_follows_the_file_and_survives_a_broken_one()
    {
        File.WriteAllText(_folder.File("shops.csv"), "id,city,name\r\n17,Berlin,\"Shop \"\"A\"\", east\"\r\n");
        var stage = Build("map", """{"field":"shop","to":"place","file":"shops.csv","column":"name"}""");
        var seen = new List<string>();

        await SeeAsync();
        File.WriteAllText(_folder.File("shops.csv"), "id,city,name\n17,Berlin,Shop B\n");
        await SeeAsync();
        File.WriteAllText(_folder.File("shops.csv"), "no such columns at all");
        await SeeAsync();

        Assert.Equal(["Shop \"A\", east", "Shop B", "Shop B"], seen);

        async Task SeeAsync()
        {
            await _tables.ReloadAsync(CancellationToken.None);
            Set("shop", "17");
            Apply(stage);
            seen.Add(Get("place"));
        }
    }

    [Fact]
    public void A_table_of_a_tenants_own_goes_before_one_that_all_share()
    {
        File.WriteAllText(_folder.File("plans.json"), """{"p":"shared"}""");
        Directory.CreateDirectory(_folder.File("default"));
        File.WriteAllText(_folder.File("default/plans.json"), """{"p":{"name":"own"}}""");
        Set("plan", "p");

        Run("map", """{"field":"plan","file":"plans.json","column":"name"}""");

        Assert.Equal("own", Get("plan"));
    }

    [Theory]
    [InlineData("../secrets.json")]
    [InlineData("/etc/hosts.csv")]
    [InlineData("passwd")]
    [InlineData("..json")]
    public void A_table_is_in_its_folder_and_nowhere_else(string file)
    {
        var wrong = Assert.Throws<StageSettingsException>(() => Build("map", $$"""{"field":"a","file":"{{file}}"}"""));

        Assert.Equal("file", wrong.Path);
    }

    [Fact]
    public void A_template_writes_values_between_words()
    {
        Set("order.id", "17");

        Run("template", """{"to":"event_name","text":"{{{http.method}}} order {order.id}{nothing} in {service}"}""");

        Assert.Equal("{GET} order 17 in checkout", Get("event_name"));
    }

    [Theory]
    [InlineData("service:checkout", Fate.Keep)]
    [InlineData("severity>=warn", Fate.Drop)]
    public void A_keep_leaves_out_all_but_some(string only, Fate expected) =>
        Assert.Equal(expected, Run("keep", $$"""{"only":"{{only}}"}""").Fate);

    [Fact]
    public void A_drop_leaves_every_record_out() => Assert.Equal(Verdict.Drop, Run("drop", null));

    [Theory]
    [InlineData("rename", """{"fields":{"txn":"correlation_id"}}""")]
    [InlineData("copy", """{"fields":{"body":"original","severity":"old","http.method":"m"}}""")]
    [InlineData("set", """{"fields":{"team":"shop","severity":"warn"}}""")]
    [InlineData("remove", """{"fields":["http.request.header.*","password"]}""")]
    [InlineData("convert", """{"fields":{"n":"number","took":"milliseconds","yes":"boolean","word":"lower"}}""")]
    [InlineData("map", """{"field":"txn","to":"found","table":{"t-1":"one"}}""")]
    [InlineData("template", """{"to":"event_name","text":"{http.method} {service} {severity}"}""")]
    [InlineData("keep", """{"only":"service:checkout severity>=info"}""")]
    [InlineData("drop", null)]
    public void A_stage_costs_no_allocation_per_record(string kind, string? settings)
    {
        var stage = Guard(Build(kind, settings));
        Dictionary<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> attributes = new()
        {
            [Bytes("txn")] = Bytes("t-1"),
            [Bytes("n")] = Bytes("12.50"),
            [Bytes("took")] = Bytes("1.5s"),
            [Bytes("yes")] = Bytes("yes"),
            [Bytes("word")] = Bytes("WORD"),
        };
        var tally = new Tally();
        tally.MakeRoom(1);
        var context = new StageContext(TenantId.Default, _scratch, tally, 0);

        Assert.Equal(0, Allocations.LeastOf(Run, times: 100));

        void Run()
        {
            var mark = _scratch.Position;
            _record.Attributes.Clear();
            foreach (var (name, value) in attributes)
            {
                _record.Attributes.Add(name, value);
            }

            stage.Apply(_record, in context);
            _scratch.Rewind(mark);
        }
    }

    private static GuardedStage Guard(RecordStage stage) =>
        new(
            new StageDocument("stage", "kind", Settings: null, If: null, OnError.Pass, Path: ""),
            new LogMatcher(LogFilter.All),
            stage,
            place: 0,
            new StageCounts("pipeline", "stage", "kind")
        );

    private Verdict Run(string kind, string? settings) => Apply(Build(kind, settings));

    private Verdict Apply(RecordStage stage) =>
        stage.Apply(_record, new StageContext(TenantId.Default, _scratch, new Tally(), 0));

    private RecordStage Build(string kind, string? settings)
    {
        var services = new ServiceCollection().AddEditing().AddSingleton<TimeProvider>(new ManualTime());
        services.AddSingleton(_tables);
        using var provider = services.BuildServiceProvider();
        return new StageKinds(provider.GetServices<IStageKind>())
            .Find(kind)!
            .Build(
                settings is null ? null : JsonNode.Parse(settings),
                new StageScope(TenantId.Default, "pipeline", kind, IsTrial: false)
            );
    }

    private void Set(string field, string value) => RecordField.Of(field).TryWrite(_record, Bytes(value), _scratch);

    private string Get(string field) => Text(RecordField.Of(field).Read(_record, _scratch));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
