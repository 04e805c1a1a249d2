using System.ComponentModel;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Monolith.Platform.Language;
using Monolith.Processing.Parsing.Formats;
using Monolith.Processing.Parsing.Patterns;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;
using Monolith.Storage.Contracts;

namespace Monolith.Processing.Parsing;

/// <summary>The kind of stage that takes a text apart: <c>- parse: {format: logfmt}</c>.</summary>
internal sealed class ParseKind(
    IOptions<ProcessingOptions> options,
    IOptions<RetentionOptions> retention,
    TimeProvider clock
)
    : StageKind<ParseSettings>(
        "parse",
        "Takes a text apart: JSON, logfmt, names with values, an expression, grok, web servers' logs, syslog, stack traces.",
        ParseJson.Default.ParseSettings
    )
{
    private readonly KnownNames _names = new(new RecordBounds(options.Value, retention.Value));

    protected override RecordStage Build(ParseSettings settings, StageScope scope)
    {
        if (settings.Pattern.Length > 0 && settings.Format is not (TextForm.Regex or TextForm.Grok))
        {
            throw new StageSettingsException("pattern", "Only the formats regex and grok have a pattern.");
        }

        if (settings.Patterns.Count > 0 && settings.Format != TextForm.Grok)
        {
            throw new StageSettingsException("patterns", "Only the format grok has patterns of its own.");
        }

        return new Parse(
            RecordField.Of(settings.Field),
            FormatOf(settings),
            settings.Into.Length == 0 ? default : Encoding.UTF8.GetBytes($"{settings.Into.TrimEnd('.')}."),
            settings.Keep,
            options.Value.MaxAttributes,
            _names
        );
    }

    private ITextFormat FormatOf(ParseSettings settings) =>
        settings.Format switch
        {
            TextForm.Json => new JsonFormat(),
            TextForm.Logfmt => new PairsFormat((byte)' ', (byte)'=', bareIsTrue: true),
            TextForm.Kv => Pairs(settings),
            TextForm.Regex => RegexPattern.TryRead(settings.Pattern, out var regex, out var wrong)
                ? regex
                : throw new StageSettingsException("pattern", wrong),
            TextForm.Grok => GrokPattern.TryRead(settings.Pattern, settings.Patterns, out var grok, out var wrong)
                ? grok
                : throw new StageSettingsException("pattern", wrong),
            TextForm.Apache or TextForm.Nginx => new FirstOf(new AccessLogFormat(), new ErrorLogFormat()),
            TextForm.Syslog => new SyslogFormat(clock),
            TextForm.StackTrace => new StackTraceFormat(),
            _ => throw new StageSettingsException(
                "format",
                "Say which form the text has: json, logfmt, kv, regex, grok, apache, nginx, syslog or stack_trace."
            ),
        };

    private static PairsFormat Pairs(ParseSettings settings)
    {
        var (pairs, equal) = (Separator("pairs", settings.Pairs), Separator("equal", settings.Equal));
        return pairs != equal
            ? new PairsFormat(pairs, equal, bareIsTrue: false)
            : throw new StageSettingsException(
                "equal",
                "Pairs cannot be separated by what separates a name from its value."
            );
    }

    private static byte Separator(string setting, string written) =>
        written is [var one] && char.IsAscii(one) && !char.IsAsciiLetterOrDigit(one) && one is not ('"' or '\'' or '\\')
            ? (byte)one
            : throw new StageSettingsException(
                setting,
                "A separator is one ASCII character that is no letter, digit, quote or backslash."
            );
}

/// <summary>The forms that text may have.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TextForm>))]
internal enum TextForm
{
    /// <summary>The document does not say.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>A JSON object.</summary>
    [JsonStringEnumMemberName("json")]
    Json,

    /// <summary>logfmt.</summary>
    [JsonStringEnumMemberName("logfmt")]
    Logfmt,

    /// <summary>Names with values and separators of one's own.</summary>
    [JsonStringEnumMemberName("kv")]
    Kv,

    /// <summary>An expression with named groups.</summary>
    [JsonStringEnumMemberName("regex")]
    Regex,

    /// <summary>An expression with patterns of a library.</summary>
    [JsonStringEnumMemberName("grok")]
    Grok,

    /// <summary>The logs of Apache's web server.</summary>
    [JsonStringEnumMemberName("apache")]
    Apache,

    /// <summary>The logs of nginx.</summary>
    [JsonStringEnumMemberName("nginx")]
    Nginx,

    /// <summary>Syslog.</summary>
    [JsonStringEnumMemberName("syslog")]
    Syslog,

    /// <summary>A stack trace.</summary>
    [JsonStringEnumMemberName("stack_trace")]
    StackTrace,
}

/// <summary>What a document says of a stage that parses.</summary>
internal sealed record ParseSettings
{
    [Description("The form that the text has.")]
    public TextForm Format { get; set; }

    [Description("The field whose text is taken apart.")]
    public string Field { get; set; } = "body";

    [Description("The expression with named groups, or the grok pattern. For regex and grok only.")]
    public string Pattern { get; set; } = "";

    [Description("Grok patterns of your own by name, beside those of the library. For grok only.")]
    public Dictionary<string, string> Patterns { get; set; } = [];

    [Description("What stands between two pairs. For kv only.")]
    public string Pairs { get; set; } = " ";

    [Description("What stands between a name and its value. For kv only.")]
    public string Equal { get; set; } = "=";

    [Description(
        "What stands before the names of all fields that come out, with a dot. Without it, known names fill the record's fields."
    )]
    public string Into { get; set; } = "";

    [Description(
        "Whether the text stays: an attribute as it is, a body whose message took its place as log.record.original."
    )]
    public bool Keep { get; set; }
}

/// <summary>How the settings are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(ParseSettings))]
internal sealed partial class ParseJson : JsonSerializerContext;
