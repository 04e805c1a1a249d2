using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.OutboxProcess;
using Monolith.Platform;
using Monolith.Platform.Documents;
using Monolith.Platform.Events;

// A process to be killed: it commits orders, each with the event that tells of it, as quickly as it can, and counts them by
// handling the events. Each order that was committed is a line on the standard output: its id. Every fifth order is
// committed a second time, with an event of another id: a conflict, so nobody may ever hear of that one.
//
// Arguments: data folder, name of this run.
var (folder, run) = (args[0], args[1]);
var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
builder.Configuration.AddInMemoryCollection([new("Monolith:Runtime", "Embedded")]);
builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSingleton(new DataFolder(folder));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddRuntime(builder.Configuration);
builder.Services.AddEventHandler<Order, Tally>(Order.Committed);
using var host = builder.Build();
await host.StartAsync();
var documents = host.Services.GetRequiredService<IDocumentStore>();
var acknowledged = Console.OpenStandardOutput();
for (var number = 0; ; number++)
{
    var order = new Order($"{run}-{number}");
    await CommitAsync(order, told: order);
    acknowledged.Write(Encoding.UTF8.GetBytes(order.Id + "\n"));
    acknowledged.Flush();
    if (number % 5 == 0)
    {
        await RefuseAsync(order);
    }
}

Task CommitAsync(Order order, Order told) =>
    documents.CommitAsync(
        new DocumentChanges().Add(Order.Kind, order.Id, order).Publish(Order.Committed, told),
        CancellationToken.None
    );

async Task RefuseAsync(Order order)
{
    try
    {
        await CommitAsync(order, told: new Order(order.Id + "-refused"));
    }
    catch (DocumentConflictException)
    {
        return;
    }

    throw new InvalidOperationException($"{order.Id} was added twice.");
}
