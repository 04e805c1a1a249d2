using Monolith.Platform.Signals;

namespace Monolith.Processing.Enrichment;

/// <summary>Gives environment, release and host the names of OpenTelemetry's conventions, beside those that they came under.</summary>
internal static class Deployment
{
    private static readonly ReadOnlyMemory<byte> EnvironmentName = "deployment.environment.name"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ReleaseName = "service.version"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> HostName = "host.name"u8.ToArray();

    /// <summary>Names what the record and its resource say.</summary>
    public static void Name(LogRecord record, ref readonly Recognised own)
    {
        var resource = record.Resource.Count == 0 ? default : Recognised.InResource(record);

        // Once said of the resource, it is there for all of its records.
        Add(record, in resource, resource.Present, toResource: true);
        Add(record, in own, own.Present | resource.Known, toResource: false);
    }

    private static void Add(LogRecord record, ref readonly Recognised found, DeploymentNames present, bool toResource)
    {
        AddOne(
            record,
            EnvironmentName,
            found.Environment,
            (present & DeploymentNames.Environment) != DeploymentNames.None,
            toResource
        );
        AddOne(
            record,
            ReleaseName,
            found.Release,
            (present & DeploymentNames.Release) != DeploymentNames.None,
            toResource
        );
        AddOne(record, HostName, found.Host, (present & DeploymentNames.Host) != DeploymentNames.None, toResource);
    }

    private static void AddOne(
        LogRecord record,
        ReadOnlyMemory<byte> name,
        ReadOnlyMemory<byte> value,
        bool isThere,
        bool toResource
    )
    {
        if (isThere || value.IsEmpty)
        {
            return;
        }

        if (toResource)
        {
            record.AddToResource(name, value);
        }
        else
        {
            record.Attributes.Add(name, value);
        }
    }
}
