using System.Buffers;
using System.Runtime.InteropServices;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>All texts of a record one behind the other, so that they are looked through together: most are so short that one alone would
/// fill only a small part of what vector instructions take at once. Reused from record to record; not thread-safe.</summary>
internal sealed class TextTape
{
    // More is taken for a long text alone, and given back after it.
    private const int UsualBytes = 16 * 1024;

    // Values are learned of one record in so many: often enough to know soon what comes with every record, and too seldom to cost anything where
    // all are new. No divisor of the sizes that batches have.
    private const int RecordsPerLesson = 2039;

    private readonly byte[] _usual = new byte[UsualBytes];
    private readonly List<ReplacedText> _replaced = [];
    private readonly Follower[] _followers = new Follower[NameBook.Size + 1];
    private byte[] _bytes;
    private TextOnTape[] _texts = new TextOnTape[64];
    private int _count;
    private int _length;
    private int _records;

    [ThreadStatic]
    private static TextTape? s_mine;

    private TextTape() => _bytes = _usual;

    /// <summary>The tape of this thread, empty: valid until it is asked for again.</summary>
    public static TextTape Begin()
    {
        var tape = s_mine ??= new TextTape();
        tape.Clear();
        return tape;
    }

    /// <summary>Whether those of its texts in which nothing is found are to be remembered.</summary>
    public bool IsLesson => _records == 0;

    /// <summary>The texts, in order.</summary>
    public ReadOnlySpan<TextOnTape> Texts => _texts.AsSpan(0, _count);

    /// <summary>What was found in them.</summary>
    public FindingList Findings { get; } = new();

    /// <summary>What stands in the place of some of them, in order.</summary>
    public ReadOnlySpan<ReplacedText> Replaced => CollectionsMarshal.AsSpan(_replaced);

    /// <summary>Adds a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">What its owner knows it by.</param>
    /// <param name="traits">What the name says of the field that it is the value of.</param>
    public void Add(ReadOnlySpan<byte> text, int place, NameTraits traits = default)
    {
        if (text.Length < Redactor.Shortest)
        {
            return;
        }

        // After each text a byte that is part of nothing, and behind the last one room to fill a block up.
        var needed = _length + text.Length + 1 + BlockMasks.Bytes;
        if (needed > _bytes.Length)
        {
            Grow(needed);
        }

        if (_count == _texts.Length)
        {
            Array.Resize(ref _texts, _texts.Length * 2);
        }

        text.CopyTo(_bytes.AsSpan(_length));
        _texts[_count++] = new TextOnTape(_length, text.Length, place, traits);
        _length += text.Length;
        _bytes[_length++] = 0;
    }

    /// <summary>Adds a text unless its form says that nothing is in it.</summary>
    public void AddUnlessPlain(Redactor redactor, ReadOnlySpan<byte> text, int place)
    {
        if (!redactor.IsPlain(text))
        {
            Add(text, place);
        }
    }

    /// <summary>Adds a text of those that come again and again, unless it is known that nothing is in it.</summary>
    public void AddUnlessClean(Redactor redactor, ReadOnlySpan<byte> text, int place)
    {
        if (!redactor.IsClean(text))
        {
            Add(text, place);
        }
    }

    /// <summary>The name that came last behind another one, null being that of no attribute: mostly it comes again.</summary>
    public ref BookedName? NameAfter(BookedName? before) =>
        ref _followers[before is null ? NameBook.Size : before.Place].Name;

    /// <summary>The bytes of all texts, filled up to whole blocks.</summary>
    public ReadOnlySpan<byte> Blocks()
    {
        var rest = -_length & (BlockMasks.Bytes - 1);
        _bytes.AsSpan(_length, rest).Clear();
        return _bytes.AsSpan(0, _length + rest);
    }

    /// <summary>Notes what stands in the place of a text.</summary>
    public void Replace(int place, ReadOnlyMemory<byte> text) => _replaced.Add(new ReplacedText(place, text));

    private void Clear()
    {
        if (_bytes != _usual)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = _usual;
        }

        _replaced.Clear();
        Findings.Clear();
        (_count, _length, _records) = (0, 0, (_records + 1) % RecordsPerLesson);
    }

    private void Grow(int needed)
    {
        var grown = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _bytes.Length * 2));
        _bytes.AsSpan(0, _length).CopyTo(grown);
        if (_bytes != _usual)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = grown;
    }

    // In a structure, since the runtime checks what is put into an array of classes.
    private struct Follower
    {
        public BookedName? Name;
    }
}

/// <summary>A text on a tape.</summary>
/// <param name="Start">Where it begins there.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Place">What its owner knows it by.</param>
/// <param name="Traits">What the name says of the field that it is the value of.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextOnTape(int Start, int Length, int Place, NameTraits Traits)
{
    public int End => Start + Length;
}

/// <summary>What stands in the place of a text.</summary>
/// <param name="Place">What its owner knows it by.</param>
/// <param name="Text">The new text.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReplacedText(int Place, ReadOnlyMemory<byte> Text);
