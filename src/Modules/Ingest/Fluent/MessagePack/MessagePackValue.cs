namespace Monolith.Ingest.Fluent.MessagePack;

/// <summary>What kind of value there is.</summary>
internal enum MessagePackKind : byte
{
    /// <summary>None: its first byte is the one that MessagePack never uses.</summary>
    Invalid,
    Nil,
    Boolean,

    /// <summary>A whole number, in <see cref="MessagePackValue.Number"/>; a negative one in two's complement.</summary>
    Integer,

    /// <summary>A whole number beyond the signed ones.</summary>
    LargeInteger,

    /// <summary>A floating point number: the bits of a <c>double</c>.</summary>
    Float,
    Text,
    Bytes,
    Array,
    Map,
    Extension,
}

/// <summary>The first bytes of a value, and what they say of the rest.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="HeaderLength">How many bytes come before its content.</param>
/// <param name="Length">How many bytes of text, data or extension follow.</param>
/// <param name="Count">How many elements of an array, or pairs of a map, follow.</param>
/// <param name="Number">The number; 1 for true.</param>
/// <param name="ExtensionType">The type of an extension.</param>
internal readonly record struct MessagePackValue(
    MessagePackKind Kind,
    int HeaderLength,
    uint Length = 0,
    uint Count = 0,
    ulong Number = 0,
    sbyte ExtensionType = 0
)
{
    /// <summary>How many values follow as part of this one.</summary>
    public long Children => Kind == MessagePackKind.Map ? Count * 2L : Count;
}
