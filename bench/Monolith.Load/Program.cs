using System.CommandLine;
using System.Text.Json;
using Monolith.Host.Sending;
using Monolith.Load;
using Monolith.Load.Alerting;
using Monolith.Load.Workflows;

var server = new ServerOptions();
var engine = new Option<string?>("--engine")
{
    Description = "The engine's Unix socket or URL; by default data/engine/engine.sock in the Host's working folder.",
};
var database = new Option<string>("--database")
{
    Description = "The Host's database.",
    DefaultValueFactory = _ => "monolith",
};
var pidHost = new Option<int>("--pid-host") { Description = "The Host's process; by default the only one that runs." };
var protocol = new Option<Protocol>("--protocol")
{
    Description =
        "What is spoken: ndjson, otlp, otlpGrpc, dapr, elasticsearch, loki, seq, splunk, gelf, syslog or fluent. "
        + "For gRPC and sockets --url is their port, as http://127.0.0.1:4317.",
};
var against = new Option<Protocol?>("--against")
{
    Description = "Post the same records by this protocol too, in turns, and show the ratio.",
};
var againstUrl = new Option<Uri?>("--against-url")
{
    Description = "Where that is posted to, if it is another port.",
    CustomParser = ServerOptions.ParseAddress,
};
var gzip = new Option<bool>("--gzip") { Description = "Compress the bodies." };
var records = new Option<long>("--records") { Description = "Records in all.", DefaultValueFactory = _ => 1_000_000 };
var batch = new Option<int>("--batch") { Description = "Records in one request.", DefaultValueFactory = _ => 1_000 };
var connections = new Option<int>("--connections")
{
    Description = "Requests at the same time.",
    DefaultValueFactory = _ => 4,
};
var warmUp = new Option<int>("--warm-up")
{
    Description = "Rounds before those that are counted: in them the Host still compiles itself.",
    DefaultValueFactory = _ => 2,
};
var rounds = new Option<int>("--rounds")
{
    Description = "Rounds that the records are split into.",
    DefaultValueFactory = _ => 3,
};
var ceilingRows = new Option<long>("--ceiling-rows")
{
    Description = "Rows that the engine alone takes in each round; 0 leaves that out.",
    DefaultValueFactory = _ => 200_000,
};
var ceilingConnections = new Option<int>("--ceiling-connections")
{
    Description = "Inserts that the engine alone takes at the same time.",
    DefaultValueFactory = _ => 2,
};
var json = new Option<string?>("--json") { Description = "Also write every figure of every round into this file." };

var command = new RootCommand(
    "Measures how fast a running Monolith takes records, and what the engine alone takes in the same run."
)
{
    server.Url,
    server.ApiKey,
    engine,
    database,
    pidHost,
    protocol,
    against,
    againstUrl,
    gzip,
    records,
    batch,
    connections,
    warmUp,
    rounds,
    ceilingRows,
    ceilingConnections,
    json,
    RuleCommand.Create(),
    WorkflowCommand.Create(),
};
command.SetAction(
    async (parsed, cancellationToken) =>
    {
        var host = parsed.GetValue(pidHost) is > 0 and var pid ? pid : ProcessMeter.FindHost();
        var plan = new LoadPlan(
            parsed.GetValue(server.Url)!,
            server.Key(parsed),
            parsed.GetValue(engine) ?? $"/proc/{host}/cwd/data/engine/engine.sock",
            parsed.GetValue(database)!,
            host,
            ProcessMeter.FindEngine(host),
            parsed.GetValue(protocol),
            parsed.GetValue(against),
            parsed.GetValue(againstUrl) ?? parsed.GetValue(server.Url)!,
            parsed.GetValue(gzip),
            parsed.GetValue(records),
            parsed.GetValue(batch),
            parsed.GetValue(connections),
            parsed.GetValue(warmUp),
            parsed.GetValue(rounds),
            parsed.GetValue(ceilingRows),
            parsed.GetValue(ceilingConnections)
        );
        using var direct = new Engine(plan.EngineAddress);
        var result = await new LoadRun(plan, direct, Console.Error).RunAsync();
        LoadReport.Write(Console.Out, plan, result);
        if (parsed.GetValue(json) is { } file)
        {
            await File.WriteAllTextAsync(
                file,
                JsonSerializer.Serialize(result, JsonSerializerOptions.Web),
                cancellationToken
            );
        }
    }
);
return await command.Parse(args).InvokeAsync();
