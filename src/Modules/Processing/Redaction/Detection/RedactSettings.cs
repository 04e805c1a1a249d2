using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>The settings of a stage that protects values.</summary>
internal sealed record RedactSettings
{
    [Description(
        "What is done with each kind: keep, mask, remove, hash, tokenize, encrypt or partial. Kinds: private_key, jwt, api_key, credentials, url, iban, card, national_id, ip, mac, email, phone, secret (values of fields like password), user (user ids and names)."
    )]
    public IReadOnlyDictionary<string, RedactAction>? Actions { get; init; }

    [Description("More names of fields whose values are never looked at, as secret: they are known by their end.")]
    public IReadOnlyList<string>? Fields { get; init; }

    [Description("The countries whose national ids are looked for: us (the default), br, ca, es, in, nl, pl.")]
    public IReadOnlyList<string>? NationalIds { get; init; }

    [Description("Kinds of your own: student ids, roll numbers, names of people.")]
    public IReadOnlyList<OwnKindSettings>? Kinds { get; init; }
}

/// <summary>A kind of the tenant's own.</summary>
internal sealed record OwnKindSettings
{
    [Description("Its name in tokens and marks: small letters, digits and _.")]
    public string? Name { get; init; }

    [Description("What is done with it: tokenize unless it says another.")]
    public RedactAction? Action { get; init; }

    [Description("A regular expression of up to 512 characters, without look-around and back-references.")]
    public string? Pattern { get; init; }

    [Description("Words that are of this kind, in whatever case.")]
    public IReadOnlyList<string>? Words { get; init; }

    [Description("Names of fields whose whole value is of this kind.")]
    public IReadOnlyList<string>? Fields { get; init; }

    [Description("Words one of which must stand shortly before what the pattern or the words find.")]
    public IReadOnlyList<string>? Context { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(RedactSettings))]
internal sealed partial class RedactJson : JsonSerializerContext;
