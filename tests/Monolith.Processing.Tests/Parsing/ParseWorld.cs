using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Parsing;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;
using Monolith.Storage.Contracts;

namespace Monolith.Processing.Tests.Parsing;

/// <summary>One stage that parses, and one record after the other.</summary>
internal sealed class ParseWorld
{
    /// <summary>When every batch comes: 4 March 2026.</summary>
    public const long Received = 1_772_600_767_000_000_000;

    private static readonly StageScope Scope = new(TenantId.Default, "usual", "parse", IsTrial: false);

    private readonly RecordStage _stage;
    private readonly StageContext _context = new(TenantId.Default, new ScratchBuffer(), new Tally(), Received);

    private ParseWorld(RecordStage stage) => _stage = stage;

    /// <summary>A stage by its document.</summary>
    public static ParseWorld Of(string settings) =>
        new(
            new ParseKind(
                Options.Create(new ProcessingOptions()),
                Options.Create(new RetentionOptions()),
                new ManualTime()
            ).Build(JsonNode.Parse(settings), Scope)
        );

    /// <summary>Runs the stage.</summary>
    public Verdict Apply(LogRecord record)
    {
        _context.Scratch.Reset();
        return _stage.Apply(record, in _context);
    }

    /// <summary>A normalised record with a body.</summary>
    public static LogRecord Record(string body) =>
        new()
        {
            Body = Encoding.UTF8.GetBytes(body),
            ServiceName = "unknown_service"u8.ToArray(),
            TimeUnixNano = Received,
        };

    /// <summary>What came of a body: the attributes as <c>name=value</c>, or why it failed.</summary>
    public string[] Read(string body)
    {
        var record = Record(body);
        var verdict = Apply(record);
        return verdict.Fate == Fate.Keep ? Attributes(record) : [verdict.Detail!];
    }

    /// <summary>The attributes as <c>name=value</c>.</summary>
    public static string[] Attributes(LogRecord record) =>
        [.. record.Attributes.Items.ToArray().Select(a => $"{Text(a.Key)}={Text(a.Value)}")];

    /// <summary>Bytes as text.</summary>
    public static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
