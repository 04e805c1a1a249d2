using System.Runtime.InteropServices;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>What the name of a field says of its value. A text that is no field's has none of it.</summary>
/// <param name="Rule">What the value is, when the name alone says it.</param>
/// <param name="Phone">How much it speaks for a telephone number.</param>
/// <param name="IsVersion">Whether the value is a version.</param>
/// <param name="IsMachine">Whether the value is the address of a machine.</param>
/// <param name="IsCard">Whether it speaks of a card.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NameTraits(
    FieldRule? Rule,
    PhoneContext Phone,
    bool IsVersion,
    bool IsMachine,
    bool IsCard
)
{
    /// <summary>Judges a name.</summary>
    public static NameTraits Of(ReadOnlySpan<byte> name, FieldNames fields) =>
        name.IsEmpty
            ? default
            : new NameTraits(
                fields.TryFind(name, out var rule) ? rule : null,
                ContextWords.OfPhone(name),
                ContextWords.IsVersion(name),
                ContextWords.IsMachine(name),
                ContextWords.HasBefore(name, name.Length, "card"u8)
            );
}
