using System.Text.Json.Serialization;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>What is done with a value that was found.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RedactAction>))]
internal enum RedactAction : byte
{
    /// <summary>Nothing: the kind is not even looked for.</summary>
    [JsonStringEnumMemberName("keep")]
    Keep,

    /// <summary>The name of the kind stands in its place: <c>[email]</c>.</summary>
    [JsonStringEnumMemberName("mask")]
    Mask,

    /// <summary>Nothing stands in its place; an attribute that was nothing else goes with its name.</summary>
    [JsonStringEnumMemberName("remove")]
    Remove,

    /// <summary>The kind and a few letters of the token: equal values are seen to be equal, and that is all: <c>[jwt:7q2mznpa]</c>.</summary>
    [JsonStringEnumMemberName("hash")]
    Hash,

    /// <summary>A token under the tenant's key, by which the value can be followed and found again.</summary>
    [JsonStringEnumMemberName("tokenize")]
    Tokenize,

    /// <summary>The value encrypted, which two people together can have back.</summary>
    [JsonStringEnumMemberName("encrypt")]
    Encrypt,

    /// <summary>What says little about the person stays: the network of an address, the last four digits of a card, the domain of an
    /// e-mail address.</summary>
    [JsonStringEnumMemberName("partial")]
    Partial,
}
