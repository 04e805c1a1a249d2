using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Enrichment;
using Monolith.Processing.Enrichment.GeoIp;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Tests.Enrichment;

/// <summary>One stage that enriches, and one record after the other.</summary>
internal sealed class EnrichWorld
{
    private static readonly StageScope Scope = new(TenantId.Default, "usual", "enrich", IsTrial: false);

    private readonly RecordStage _stage;
    private readonly StageContext _context;

    public EnrichWorld(string? settings = null, RequestIds? ids = null, string geoIp = "")
    {
        var countries = new Countries(Options.Create(new GeoIpOptions { Path = geoIp }));
        _stage = new EnrichKind(countries).Build(settings is null ? null : JsonNode.Parse(settings), Scope);
        _context = new StageContext(TenantId.Default, new ScratchBuffer(), new Tally(), 1_772_600_767_000_000_000)
        {
            Ids = ids,
        };
    }

    /// <summary>Runs the stage.</summary>
    public LogRecord Apply(LogRecord record)
    {
        _context.Scratch.Reset();
        _stage.Apply(record, in _context);
        return record;
    }

    /// <summary>A record with attributes, as <c>name=value</c>.</summary>
    public static LogRecord With(params string[] attributes)
    {
        var record = new LogRecord();
        foreach (var attribute in attributes)
        {
            var equal = attribute.IndexOf('=', StringComparison.Ordinal);
            record.Attributes.Add(Bytes(attribute[..equal]), Bytes(attribute[(equal + 1)..]));
        }

        return record;
    }

    /// <summary>The attributes, as <c>name=value</c>.</summary>
    public static string[] Attributes(LogRecord record) =>
        [.. record.Attributes.Items.ToArray().Select(a => $"{Text(a.Key)}={Text(a.Value)}")];

    /// <summary>Bytes as text.</summary>
    public static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    /// <summary>Text as bytes.</summary>
    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
