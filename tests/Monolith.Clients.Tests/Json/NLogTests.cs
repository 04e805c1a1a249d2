using NLog;
using NLog.Config;
using NLog.Layouts;
using NLog.Targets;

namespace Monolith.Clients.Tests.Json;

public sealed class NLogTests(ClientsHost host)
{
    // The target makes a request of each event, and each is durable before the next one goes out.
    private const int Count = 200;

    [Fact]
    public async Task Every_event_of_nlogs_network_target_is_found_once()
    {
        var target = new NetworkTarget("monolith")
        {
            Address = new Uri(host.Url, "/api/v1/logs").ToString(),
            NewLine = true,
            MaxMessageSize = 0,
            Layout = new JsonLayout
            {
                IncludeEventProperties = true,
                Attributes =
                {
                    new JsonAttribute("timestamp", "${date:universalTime=true:format=o}"),
                    new JsonAttribute("level", "${level}"),
                    new JsonAttribute("message", "${message}"),
                    new JsonAttribute("service", "nlog"),
                },
            },
        };
        var configuration = new LoggingConfiguration();
        configuration.AddRuleForAllLevels(target);
        using (var factory = new LogFactory { ThrowExceptions = true, Configuration = configuration })
        {
            var logger = factory.GetLogger("shop");
            foreach (var (n, level, message) in Corpus.Items.Take(Count))
            {
                logger.WithProperty("n", n).Log(LogLevel.FromString(level), "{Text:l}", message);
            }

            factory.Flush(TimeSpan.FromSeconds(60));
        }

        var records = await host.FindAllAsync("nlog", Count);

        Assert.Equal(
            Corpus.Items.Take(Count).Select(i => (i.Message, $"{i.N}")).Order(),
            records
                .Select(r =>
                    (r.GetProperty("body").GetString()!, r.GetProperty("attributes").GetProperty("n").GetString()!)
                )
                .Order()
        );
    }
}
