using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.Platform;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing;
using Monolith.Processing.Routing;
using Monolith.Processing.Routing.Destinations;

// A process to be killed: it forwards numbered records to a webhook as quickly as it can, a few in a batch. Each batch that
// is durable is a line on the standard output: the number after its last record.
//
// Arguments: data folder, address of the webhook, number of the first record.
var (dataPath, url, first) = (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture));

var builder = Host.CreateApplicationBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
builder.Configuration.AddInMemoryCollection(
    new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["Modules:Processing:Routing:AllowedNetworks:0"] = "127.0.0.0/8",
    }
);
builder.Logging.ClearProviders();
builder.Services.AddSingleton(new DataFolder(dataPath));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddRuntime(builder.Configuration);
new ProcessingModule().AddServices(builder.Services, builder.Configuration);

using var host = builder.Build();
var catalog = host.Services.GetRequiredService<DestinationCatalog>();
var slots = host.Services.GetRequiredService<DestinationSlots>();
var key = new DestinationKey(TenantId.Default, "hook");
if (first == 0)
{
    var hook = new Destination { Id = key.Id, Webhook = new WebhookSettings(url) };
    await host
        .Services.GetRequiredService<DestinationStore>()
        .AddAsync(key, hook, Actor.System("test"), CancellationToken.None);
}

await catalog.ReloadAsync(CancellationToken.None);
var acknowledged = Console.OpenStandardOutput();
var forwards = new BatchForwards();
var record = new LogRecord();
for (var number = first; ; )
{
    for (var end = number + 1 + (number % 7); number < end; number++)
    {
        record.Body = Encoding.UTF8.GetBytes($"record {number.ToString(CultureInfo.InvariantCulture)};");
        forwards.Mark(slots.Of(key), only: true);
        _ = forwards.Take(record);
    }

    await forwards.CommitAsync();
    forwards.Clear();
    acknowledged.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number}\n")));
    acknowledged.Flush();
}
