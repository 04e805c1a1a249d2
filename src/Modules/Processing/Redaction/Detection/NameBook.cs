using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>The names of fields that came before, so that a name is judged once and not with each record. Of a fixed size: once it is full,
/// other names are judged whenever they come. Thread-safe without a lock.</summary>
internal sealed class NameBook(Redactor redactor)
{
    /// <summary>How many names there is room for.</summary>
    public const int Size = 2048;

    private const int Probes = 4;

    // What is longer, or has more digits, may be a name with an id in it: of such there is no end.
    private const int Longest = 64;
    private const int MostDigits = 3;

    // Most names are made of these alone, and then there is nothing to be found in them.
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-/"u8
    );

    private const int LongestPlain = 32;

    private readonly BookedName?[] _entries = new BookedName?[Size];

    // The same by the numbers of the names.
    private readonly BookedName?[] _numbered = new BookedName?[AttributeName.Numbers];

    /// <summary>What is known of the name that has a number; null for nothing, as of 0.</summary>
    public BookedName? Numbered(int number) => Volatile.Read(ref _numbered[number]);

    /// <inheritdoc cref="Of(ReadOnlySpan{byte}, ref BookedName?)"/>
    /// <param name="attribute">The attribute of that name.</param>
    /// <param name="expected">The name that came here last.</param>
    public KnownName Of(in LogAttribute attribute, ref BookedName? expected)
    {
        var known = Of(attribute.Key.Span, ref expected);
        if (attribute.Number != 0 && Is(expected, attribute.Key.Span))
        {
            Volatile.Write(ref _numbered[attribute.Number], expected);
        }

        return known;
    }

    /// <summary>What is known of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="expected">The name that came here last: it is looked at first, and replaced by the one that came now.</param>
    public KnownName Of(ReadOnlySpan<byte> name, ref BookedName? expected)
    {
        if (Is(expected, name))
        {
            return expected.Known;
        }

        var hash = Hash64.OfEnds(name);
        for (var probe = 0; probe < Probes; probe++)
        {
            var place = (int)(hash + (ulong)probe) & (Size - 1);
            if (Volatile.Read(ref _entries[place]) is not { } entry)
            {
                return Learn(name, hash, place);
            }

            if (entry.Hash == hash && entry.Name.AsSpan().SequenceEqual(name))
            {
                expected = entry;
                return entry.Known;
            }
        }

        return new KnownName(
            NameTraits.Of(name, redactor.Rules.Fields),
            IsPlain(name),
            RedactionMark.Is(name),
            Source: 0
        );
    }

    /// <summary>Whether a name is the one that is expected, and known to this book.</summary>
    public bool Is([NotNullWhen(true)] BookedName? expected, ReadOnlySpan<byte> name) =>
        expected is not null && expected.Book == this && expected.Name.AsSpan().SequenceEqual(name);

    private KnownName Learn(ReadOnlySpan<byte> name, ulong hash, int place)
    {
        var mayKeep = name.Length <= Longest && CountDigits(name) - DigitsOfCompany(name) <= MostDigits;
        var isClean = IsPlain(name) || (mayKeep && HoldsNothing(name));
        var mayRemember = mayKeep && isClean;
        var isMark = RedactionMark.Is(name);
        var known = new KnownName(
            NameTraits.Of(name, redactor.Rules.Fields),
            isClean,
            isMark,
            Source: mayRemember && !isMark ? CleanTexts.NewSource() : 0
        );
        if (mayRemember)
        {
            Volatile.Write(ref _entries[place], new BookedName(this, place, hash, name.ToArray(), known));
        }

        return known;
    }

    // An element of structured data, order@32473, is named like an address.
    private static bool IsPlain(ReadOnlySpan<byte> name) =>
        (name.Length <= LongestPlain && name.IndexOfAnyExcept(Plain) < 0) || IsOfStructuredData(name);

    private static bool IsOfStructuredData(ReadOnlySpan<byte> name) => name.StartsWith("syslog.sd."u8);

    private bool HoldsNothing(ReadOnlySpan<byte> name)
    {
        var findings = new FindingList();
        redactor.Find(name, default, findings);
        return findings.Count == 0;
    }

    // The number behind the @ is that of the company which defined the element: the same in all of its names.
    private static int DigitsOfCompany(ReadOnlySpan<byte> name)
    {
        var at = IsOfStructuredData(name) ? name.IndexOf((byte)'@') : -1;
        if (at < 0)
        {
            return 0;
        }

        var number = name[(at + 1)..];
        return number.Length - number.TrimStart("0123456789"u8).Length;
    }

    private static int CountDigits(ReadOnlySpan<byte> name)
    {
        var digits = 0;
        foreach (var letter in name)
        {
            digits += Ascii.IsDigit(letter) ? 1 : 0;
        }

        return digits;
    }
}

/// <summary>A name that came before.</summary>
/// <param name="Book">Who knows it.</param>
/// <param name="Place">Where it is kept there.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Name">The name.</param>
/// <param name="Known">What is known of it.</param>
internal sealed record BookedName(NameBook Book, int Place, ulong Hash, byte[] Name, KnownName Known);

/// <summary>What is known of a name.</summary>
/// <param name="Traits">What it says of the value.</param>
/// <param name="IsClean">Whether it holds nothing itself that may not be kept.</param>
/// <param name="IsMark">Whether the stage itself writes it.</param>
/// <param name="Source">What its values come from, for <see cref="CleanTexts"/>; 0 where none of them is remembered.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KnownName(NameTraits Traits, bool IsClean, bool IsMark, int Source)
{
    /// <summary>Whether it may come again and again, so that its values are worth being remembered.</summary>
    public bool IsCommon => Source != 0;

    /// <summary>Whether nothing of an attribute of this name needs to be looked at but its value.</summary>
    public bool IsQuiet => IsCommon && Traits.Rule is null;
}
