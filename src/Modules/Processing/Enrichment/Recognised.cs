using System.Text;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Enrichment;

/// <summary>What the attributes of a record say that enrichment is interested in, found in one pass over them.</summary>
/// <remarks>Most attributes are passed over by one look at their first letter.</remarks>
internal ref struct Recognised
{
    /// <summary>Ties the record to others.</summary>
    public ReadOnlyMemory<byte> CorrelationId;

    /// <summary>The request that was served.</summary>
    public ReadOnlyMemory<byte> RequestId;

    /// <summary>W3C's trace context.</summary>
    public ReadOnlyMemory<byte> TraceParent;

    /// <summary>The environment under another name than the one it shall have.</summary>
    public ReadOnlyMemory<byte> Environment;

    /// <summary>The release under another name.</summary>
    public ReadOnlyMemory<byte> Release;

    /// <summary>The host under another name.</summary>
    public ReadOnlyMemory<byte> Host;

    /// <summary>Which of the names that they shall have are there.</summary>
    public DeploymentNames Present;

    /// <summary>What is known, under whichever name.</summary>
    public readonly DeploymentNames Known =>
        Present
        | (Environment.IsEmpty ? default : DeploymentNames.Environment)
        | (Release.IsEmpty ? default : DeploymentNames.Release)
        | (Host.IsEmpty ? default : DeploymentNames.Host);

    /// <summary>Whether it is about a model.</summary>
    public bool IsModel;

    /// <summary>Whether it is about a database.</summary>
    public bool IsDatabase;

    /// <summary>Whether it says itself what its user agent is, or a part of that.</summary>
    public bool NamesAgent;

    /// <summary>Looks at the attributes of a record.</summary>
    public static Recognised In(LogRecord record)
    {
        var found = new Recognised();
        foreach (ref readonly var attribute in record.Attributes.Items)
        {
            found.Look(attribute.Key.Span, attribute.Value);
        }

        return found;
    }

    /// <summary>Looks at what is said of the process, which has nothing but the deployment.</summary>
    public static Recognised InResource(LogRecord record)
    {
        var found = new Recognised();
        foreach (ref readonly var attribute in record.Resource.Items)
        {
            found.LookForDeployment(attribute.Key.Span, attribute.Value);
        }

        return found;
    }

    private void Look(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> value)
    {
        if (key.Length < 3)
        {
            return;
        }

        switch (key[0] | 0x20)
        {
            case 'c':
                LookForCorrelation(key, value);
                IsDatabase |= key.SequenceEqual("commandText"u8);
                break;
            case 'x' when key[1] is (byte)'-' or (byte)'_':
                LookForHeader(key[2..], value);
                break;
            case 'h' when key.StartsWith("http.request.header."u8):
                LookForHeader(key["http.request.header."u8.Length..], value);
                break;
            case 't':
                TraceParent = key.SequenceEqual("traceparent"u8) ? value : TraceParent;
                IsModel |= key.SequenceEqual("tokens_used"u8);
                break;
            case 'g':
                IsModel |= key.StartsWith("gen_ai."u8);
                break;
            case 'l' when key.StartsWith("llm."u8):
            case 'm' when key.SequenceEqual("model_version"u8):
                IsModel = true;
                break;
            case 'u' when key.StartsWith("user_agent."u8):
            case 'o' when key.SequenceEqual("os.name"u8):
            case 'd' when key.SequenceEqual("device.type"u8):
                NamesAgent = true;
                return;
            case 'd' when key.StartsWith("db."u8):
            case 'p' when key.SequenceEqual("pool.name"u8):
                IsDatabase = true;
                return;
            case 'r' when Is(key, "requestid"u8) || Is(key, "request.id"u8) || Is(key, "request-id"u8):
                RequestId = value;
                return;
        }

        LookForDeployment(key, value);
    }

    private void LookForCorrelation(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> value)
    {
        if (Is(key, "correlationid"u8) || Is(key, "correlation.id"u8) || Is(key, "correlation-id"u8))
        {
            CorrelationId = value;
        }
    }

    // As middleware logs headers: with the prefix of the conventions or without, with dashes or without.
    private void LookForHeader(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> value)
    {
        key = key.Length > 2 && (key[0] | 0x20) == 'x' && key[1] is (byte)'-' or (byte)'_' ? key[2..] : key;
        if (Is(key, "correlation-id"u8) || Is(key, "correlation_id"u8))
        {
            CorrelationId = value;
        }
        else if (Is(key, "request-id"u8) || Is(key, "request_id"u8))
        {
            RequestId = value;
        }
        else if (Is(key, "traceparent"u8))
        {
            TraceParent = value;
        }
    }

    private void LookForDeployment(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> value)
    {
        switch (key.Length)
        {
            case 27 when key.SequenceEqual("deployment.environment.name"u8):
                Present |= DeploymentNames.Environment;
                break;
            case 15 when key.SequenceEqual("service.version"u8):
                Present |= DeploymentNames.Release;
                break;
            case 9 when key.SequenceEqual("host.name"u8):
                Present |= DeploymentNames.Host;
                break;
            case 22 when key.SequenceEqual("deployment.environment"u8):
            case 11 when Is(key, "environment"u8):
            case 22 when Is(key, "aspnetcore_environment"u8):
            case 3 when key.SequenceEqual("env"u8):
                Environment = value;
                break;
            case 7 when Is(key, "release"u8):
            case 11 when Is(key, "app.version"u8) || Is(key, "app_version"u8):
            case 15 when Is(key, "service_version"u8):
                Release = value;
                break;
            case 8 when Is(key, "hostname"u8):
            case 9 when Is(key, "host_name"u8):
            case 11 when Is(key, "machinename"u8):
            case 12 when Is(key, "machine_name"u8):
                Host = value;
                break;
        }
    }

    private static bool Is(ReadOnlySpan<byte> key, ReadOnlySpan<byte> name) =>
        key.Length == name.Length && Ascii.EqualsIgnoreCase(key, name);
}

/// <summary>The names under which environment, release and host are looked for.</summary>
[Flags]
internal enum DeploymentNames : byte
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary><c>deployment.environment.name</c>.</summary>
    Environment = 1,

    /// <summary><c>service.version</c>.</summary>
    Release = 2,

    /// <summary><c>host.name</c>.</summary>
    Host = 4,
}
