using NLog;
using NLog.Config;
using NLog.Layouts;
using NLog.Targets;

namespace Monolith.Clients.Tests.Json;

public sealed class NLogTests(ClientsHost host)
{
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
            foreach (var (n, level, message) in Corpus.Items)
            {
                logger.WithProperty("n", n).Log(LogLevel.FromString(level), "{Text:l}", message);
            }

            factory.Flush(TimeSpan.FromSeconds(60));
        }

        var records = await host.FindCorpusAsync("nlog");

        Assert.All(records, (r, n) => Assert.Equal($"{n}", r.GetProperty("attributes").GetProperty("n").GetString()));
    }
}
