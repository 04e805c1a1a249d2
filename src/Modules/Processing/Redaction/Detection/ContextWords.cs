using System.Text;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>The words before a number, which say what it is.</summary>
internal static class ContextWords
{
    private const int Window = 48;
    private const int MaxWords = 5;
    private const int LongestWord = 16;
    private const int ShortestPhoneWord = 3;

    // Each with the bits of its letters: a word that has not all of them has not the part.
    private static readonly (byte[] Part, uint Letters)[] PhoneParts =
    [
        .. new[] { "phone", "mobile", "msisdn", "telefon" }
            .Select(Encoding.ASCII.GetBytes)
            .Select(part => (part, part.Aggregate(0u, (letters, letter) => letters | Bit(letter)))),
    ];

    /// <summary>How much the words before a place speak for a telephone number there.</summary>
    public static PhoneContext BeforePhone(ReadOnlySpan<byte> text, int at)
    {
        var best = PhoneContext.None;
        var words = new WordsBefore(text, at);
        for (var i = 0; i < MaxWords && words.MoveNext(); i++)
        {
            best = (PhoneContext)Math.Max((byte)best, (byte)OfPhone(words.Current));
        }

        return best;
    }

    /// <summary>How much a word, or the name of a field, speaks for a telephone number.</summary>
    public static PhoneContext OfPhone(ReadOnlySpan<byte> name)
    {
        if (name.Length < ShortestPhoneWord)
        {
            return PhoneContext.None;
        }

        Span<byte> lower = stackalloc byte[LongestWord];
        name = name.Length > LongestWord ? name[^LongestWord..] : name;
        var letters = 0u;
        for (var i = 0; i < name.Length; i++)
        {
            lower[i] = Ascii.Lower(name[i]);
            letters |= Bit(lower[i]);
        }

        ReadOnlySpan<byte> word = lower[..name.Length];
        if (HasPhonePart(word, letters))
        {
            return PhoneContext.Strong;
        }

        return word.Length switch
        {
            3 when word.SequenceEqual("tel"u8) || word.SequenceEqual("fax"u8) || word.SequenceEqual("sms"u8) =>
                PhoneContext.Strong,
            3 when word.SequenceEqual("mob"u8) => PhoneContext.Strong,
            4 when word.SequenceEqual("cell"u8) || word.SequenceEqual("dial"u8) => PhoneContext.Strong,
            8 when word.SequenceEqual("whatsapp"u8) || word.SequenceEqual("landline"u8) => PhoneContext.Strong,
            6 when word.SequenceEqual("dialed"u8) => PhoneContext.Strong,
            7 when word.SequenceEqual("dialled"u8) || word.SequenceEqual("hotline"u8) => PhoneContext.Strong,
            4 when word.SequenceEqual("call"u8) || word.SequenceEqual("desk"u8) => PhoneContext.Weak,
            5 when word.SequenceEqual("calls"u8) || word.SequenceEqual("reach"u8) => PhoneContext.Weak,
            6 when word.SequenceEqual("called"u8) || word.SequenceEqual("caller"u8) => PhoneContext.Weak,
            7 when word.SequenceEqual("calling"u8) || word.SequenceEqual("contact"u8) => PhoneContext.Weak,
            8 when word.SequenceEqual("messages"u8) || word.SequenceEqual("callback"u8) => PhoneContext.Weak,
            9 when word.SequenceEqual("answering"u8) => PhoneContext.Weak,
            10 when word.SequenceEqual("registered"u8) => PhoneContext.Weak,
            _ => PhoneContext.None,
        };
    }

    /// <summary>Whether the word right before a place says that a number there counts goods or steps, and pays for nothing.</summary>
    public static bool IsCountBefore(ReadOnlySpan<byte> text, int at)
    {
        var words = new WordsBefore(text, at);
        if (!words.MoveNext())
        {
            return false;
        }

        var word = words.Current;
        if (IsNumberWord(word) && words.MoveNext())
        {
            word = words.Current;
        }

        return IsCount(word);
    }

    /// <summary>Whether a word right before a place says that a version follows.</summary>
    public static bool IsVersionBefore(ReadOnlySpan<byte> text, int at)
    {
        var words = new WordsBefore(text, at);
        return words.MoveNext() && IsVersion(words.Current);
    }

    /// <summary>Whether a word, or the name of a field, says that its value is a version.</summary>
    public static bool IsVersion(ReadOnlySpan<byte> name) =>
        EndsWith(name, "version"u8)
        || EndsWith(name, "release"u8)
        || EndsWith(name, "build"u8)
        || EndsWith(name, "firmware"u8)
        || EndsWith(name, "driver"u8)
        || EndsWith(name, "revision"u8)
        || Ascii.IsWord(name, "ver"u8)
        || Ascii.IsWord(name, "rev"u8)
        || Ascii.IsWord(name, "oid"u8)
        || Ascii.IsWord(name, "v"u8);

    /// <summary>Whether the name of a field says that its value is the address of a machine, which says nothing about a person.</summary>
    public static bool IsMachine(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("host.name"u8)
        || name.SequenceEqual("host.ip"u8)
        || name.SequenceEqual("server.address"u8)
        || name.SequenceEqual("k8s.pod.ip"u8);

    /// <summary>Whether the words before a place speak of a social security number.</summary>
    public static bool IsSocialSecurityBefore(ReadOnlySpan<byte> text, int at) =>
        HasBefore(text, at, "ssn"u8) || HasBefore(text, at, "social"u8);

    /// <summary>Whether the words before a place speak of a card.</summary>
    public static bool IsCardBefore(ReadOnlySpan<byte> text, int at) =>
        HasBefore(text, at, "card"u8) || HasBefore(text, at, "cc"u8) || HasBefore(text, at, "pan"u8);

    /// <summary>Whether one of the words before a place ends like this.</summary>
    public static bool HasBefore(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> lower)
    {
        var words = new WordsBefore(text, at);
        for (var i = 0; i < MaxWords && words.MoveNext(); i++)
        {
            if (EndsWith(words.Current, lower))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a text ends in this word of small letters, in whatever case.</summary>
    public static bool EndsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower) =>
        text.Length >= lower.Length && Ascii.IsWord(text[^lower.Length..], lower);

    private static bool HasPhonePart(ReadOnlySpan<byte> word, uint letters)
    {
        foreach (var (part, needed) in PhoneParts)
        {
            if ((letters & needed) == needed && word.IndexOf(part) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    // Letters that differ may have one bit: it only says which words are worth looking through.
    private static uint Bit(byte letter) => 1u << (letter & 31);

    private static bool IsNumberWord(ReadOnlySpan<byte> word) =>
        Ascii.IsWord(word, "number"u8)
        || Ascii.IsWord(word, "no"u8)
        || Ascii.IsWord(word, "nr"u8)
        || Ascii.IsWord(word, "id"u8)
        || Ascii.IsWord(word, "ref"u8);

    private static bool IsCount(ReadOnlySpan<byte> word) =>
        EndsWith(word, "order"u8)
        || EndsWith(word, "invoice"u8)
        || EndsWith(word, "tracking"u8)
        || EndsWith(word, "shipment"u8)
        || EndsWith(word, "parcel"u8)
        || EndsWith(word, "ticket"u8)
        || EndsWith(word, "serial"u8)
        || EndsWith(word, "isbn"u8)
        || EndsWith(word, "imei"u8)
        || EndsWith(word, "sku"u8)
        || EndsWith(word, "trace"u8)
        || EndsWith(word, "span"u8)
        || EndsWith(word, "offset"u8)
        || EndsWith(word, "block"u8)
        || EndsWith(word, "timestamp"u8)
        || EndsWith(word, "nonce"u8)
        || EndsWith(word, "sequence"u8);

    /// <summary>The words before a place, the nearest first: no more than a window of them, so that a text costs the same however it
    /// is made.</summary>
    private ref struct WordsBefore(ReadOnlySpan<byte> text, int at)
    {
        private readonly ReadOnlySpan<byte> _window = text[Math.Max(0, at - Window)..at];
        private int _at = Math.Min(at, Window);

        public ReadOnlySpan<byte> Current { get; private set; }

        public bool MoveNext()
        {
            int end;
            do
            {
                while (_at > 0 && !Ascii.IsLetter(_window[_at - 1]))
                {
                    _at--;
                }

                end = _at;
                while (_at > 0 && Ascii.IsLetter(_window[_at - 1]))
                {
                    _at--;
                }
            } while (end > _at && IsReplaced(end));

            Current = _window[_at..end];
            return end > _at;
        }

        // In phone_k1_… and [phone] it is the name of what stood there, and says nothing of what follows.
        private readonly bool IsReplaced(int end) =>
            Ascii.At(_window, end) switch
            {
                (byte)'_' => Ascii.At(_window, end + 1) == 'k' && Ascii.IsDigit(Ascii.At(_window, end + 2)),
                (byte)']' or (byte)':' => Ascii.At(_window, _at - 1) == '[',
                _ => false,
            };
    }
}

/// <summary>How much speaks for a telephone number.</summary>
internal enum PhoneContext : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A word that also stands before other numbers: the number must be written like one of a telephone.</summary>
    Weak,

    /// <summary>A word that stands before nothing else.</summary>
    Strong,
}
