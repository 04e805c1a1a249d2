using System.Buffers;
using System.Runtime.InteropServices;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>The names of fields that came before, so that a name is judged once and not with each record. Of a fixed size: once it is full,
/// other names are judged whenever they come. Thread-safe without a lock.</summary>
internal sealed class NameBook(Redactor redactor)
{
    private const int Size = 2048;
    private const int Probes = 4;

    // What is longer, or has more digits, may be a name with an id in it: of such there is no end.
    private const int Longest = 64;
    private const int MostDigits = 3;

    // Most names are made of these alone, and then there is nothing to be found in them.
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-/"u8
    );

    private const int LongestPlain = 32;

    private readonly Entry?[] _entries = new Entry?[Size];

    /// <summary>What is known of a name.</summary>
    public KnownName Of(ReadOnlySpan<byte> name)
    {
        var hash = Hash64.OfEnds(name);
        for (var probe = 0; probe < Probes; probe++)
        {
            ref var place = ref _entries[(int)(hash + (ulong)probe) & (Size - 1)];
            if (Volatile.Read(ref place) is not { } entry)
            {
                return Learn(name, hash, ref place);
            }

            if (entry.Hash == hash && entry.Name.AsSpan().SequenceEqual(name))
            {
                return entry.Known;
            }
        }

        return new KnownName(
            NameTraits.Of(name, redactor.Rules.Fields),
            IsPlain(name),
            RedactionTally.IsMark(name),
            IsCommon: false
        );
    }

    private KnownName Learn(ReadOnlySpan<byte> name, ulong hash, ref Entry? place)
    {
        var mayKeep = name.Length <= Longest && CountDigits(name) <= MostDigits;
        var isClean = IsPlain(name) || (mayKeep && HoldsNothing(name));
        var mayRemember = mayKeep && isClean;
        var isMark = RedactionTally.IsMark(name);
        var known = new KnownName(
            NameTraits.Of(name, redactor.Rules.Fields),
            isClean,
            isMark,
            IsCommon: mayRemember && !isMark
        );
        if (mayRemember)
        {
            Volatile.Write(ref place, new Entry(hash, name.ToArray(), known));
        }

        return known;
    }

    // An element of structured data, order@32473, is named like an address.
    private static bool IsPlain(ReadOnlySpan<byte> name) =>
        (name.Length <= LongestPlain && name.IndexOfAnyExcept(Plain) < 0) || name.StartsWith("syslog.sd."u8);

    private bool HoldsNothing(ReadOnlySpan<byte> name)
    {
        var findings = new FindingList();
        redactor.Find(name, default, findings);
        return findings.Count == 0;
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

    private sealed record Entry(ulong Hash, byte[] Name, KnownName Known);
}

/// <summary>What is known of a name.</summary>
/// <param name="Traits">What it says of the value.</param>
/// <param name="IsClean">Whether it holds nothing itself that may not be kept.</param>
/// <param name="IsMark">Whether the stage itself writes it.</param>
/// <param name="IsCommon">Whether it may come again and again, so that its values are worth being remembered.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KnownName(NameTraits Traits, bool IsClean, bool IsMark, bool IsCommon);
