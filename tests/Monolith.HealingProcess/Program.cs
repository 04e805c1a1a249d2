using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monolith.Alerting.Contracts;
using Monolith.Audit.Contracts;
using Monolith.Healing;
using Monolith.HealingProcess;
using Monolith.Platform;
using Monolith.Platform.Events;

// A process to be killed: healing alone, on a cluster that outlives it. It prints each entry of the audit trail as it comes:
// what is about to be done before it is done.
//
// Arguments: data folder, kubeconfig file, folder with policies.
var (folder, kubeconfig, policies) = (args[0], args[1], args[2]);
var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Configuration.AddInMemoryCollection(
    new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["Monolith:Runtime"] = "Embedded",
        ["Modules:Healing:PoliciesPath"] = policies,
        ["Modules:Healing:WatchInterval"] = "00:00:01",
        ["Modules:Healing:Kubernetes:Kubeconfig"] = kubeconfig,
        ["Modules:Healing:Kubernetes:ObserveWait"] = "00:00:00",
    }
);
builder.Logging.ClearProviders();
builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSingleton(new DataFolder(folder));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddAuthorization();
var trail = new PrintedTrail(Path.Combine(folder, "acting"));
builder.Services.AddSingleton<IAuditTrail>(trail);
builder.Services.AddSingleton(trail);
builder.Services.AddEventHandler<AuditEntry, PrintedTrail.Handler>("audit.entry");
builder.Services.AddSingleton<IRequestHandler<MeasureAlert, AlertMeasurement>>(new CuredByActing(trail));
builder.Services.AddRuntime(builder.Configuration);
new HealingModule().AddServices(builder.Services, builder.Configuration);
await using var app = builder.Build();
await app.StartAsync();
Console.WriteLine("ready");

// One alert, however often the process is started: it is told under an id of its own.
var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["alertname"] = "CheckoutErrors" };
var at = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
var fired = new AlertFired("default", "checkout-errors", "0123456789abcdef", labels, labels, at, at, 1);
await app
    .Services.GetRequiredService<IEventBus>()
    .PublishAsync(AlertFired.Topic, fired, "the-alert", CancellationToken.None);
await Task.Delay(Timeout.InfiniteTimeSpan);
