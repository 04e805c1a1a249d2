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
    Description = "Where that is posted to, if it is another port or another Host.",
    CustomParser = ServerOptions.ParseAddress,
};
var againstPidHost = new Option<int>("--against-pid-host")
{
    Description =
        "The process of that other Host, whose engine is the embedded one: the same records go to both, in turns, by the same protocol "
        + "unless --against names one.",
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
    againstPidHost,
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
        var target = new LoadTarget(
            parsed.GetValue(server.Url)!,
            parsed.GetValue(protocol),
            parsed.GetValue(engine) ?? Engine.OfHost(host),
            host,
            ProcessMeter.FindEngine(host)
        );
        var plan = new LoadPlan(
            target,
            Against(parsed, target),
            server.Key(parsed),
            parsed.GetValue(database)!,
            parsed.GetValue(gzip),
            parsed.GetValue(records),
            parsed.GetValue(batch),
            parsed.GetValue(connections),
            parsed.GetValue(warmUp),
            parsed.GetValue(rounds),
            parsed.GetValue(ceilingRows),
            parsed.GetValue(ceilingConnections)
        );
        var result = await new LoadRun(plan, Console.Error).RunAsync();
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

LoadTarget? Against(ParseResult parsed, LoadTarget target)
{
    var otherHost = parsed.GetValue(againstPidHost);
    if (parsed.GetValue(against) is null && otherHost == 0)
    {
        return null;
    }

    var same = target with
    {
        Url = parsed.GetValue(againstUrl) ?? target.Url,
        Protocol = parsed.GetValue(against) ?? target.Protocol,
    };
    return otherHost == 0
        ? same
        : same with
        {
            EngineAddress = Engine.OfHost(otherHost),
            HostProcess = otherHost,
            EngineProcess = ProcessMeter.FindEngine(otherHost),
        };
}
