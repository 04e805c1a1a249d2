using System.Buffers;
using System.Numerics;
using Monolith.Processing.Redaction.Detection.Detectors;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>
/// Looks through texts once for everything that may not be kept. Vector instructions find the few places where something could be - an
/// <c>@</c>, a dot between digits, seven signs of a number in a row, sixteen of a key - and only there a detector looks more closely. Each
/// looks at a bounded piece, or at one that is not looked at again, so that the work grows with the length of the text whatever
/// it says.
/// </summary>
internal ref struct TextScanner
{
    private const int NumberRun = 7;
    private const int TokenRun = 16;
    private const int HexRun = 15;
    private const int DotsOfAddress = 3;
    private const int ColonsOfGap = 2;
    private const int ColonsOfAddress = 3;
    private const int DashesOfKey = 5;
    private const int MostDigitsOfPart = 3;
    private const int MaxStack = 512;

    private static readonly SearchValues<byte> Token = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"u8
    );

    private static readonly SearchValues<byte> Base64Letters = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-+/="u8
    );

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlySpan<TextOnTape> _texts;
    private readonly DetectionRules _rules;
    private readonly FindingList _findings;
    private readonly bool _isDecoded;

    private BitStream _digits;
    private BitStream _letters;
    private BitStream _names;
    private BitStream _free;
    private BitStream _numbers;
    private BitStream _tokens;
    private BitStream _hex;
    private BitStream _colons;
    private BitStream _dashes;
    private BitStream _dots;

    // Whether the block before ended within an id.
    private ulong _isInId;

    // The first text of the block that is looked at, and the one that is looked into.
    private int _first;
    private int _now;
    private ReadOnlySpan<byte> _text;
    private int _start;
    private NameTraits _name;

    // The last address that was found: no other number is in it.
    private (int Start, int End) _address;

    // Nothing before these places needs to be looked at again, each for its own kind.
    private int _fieldsDone;
    private int _keysDone;
    private int _dotsDone;
    private int _groupsDone;
    private int _base64Done;
    private int _percentsDone;

    /// <param name="bytes">The texts, each with a byte behind it that is part of nothing; or one text alone.</param>
    /// <param name="texts">Where each of them lies.</param>
    /// <param name="rules">What is looked for.</param>
    /// <param name="findings">Where what is found is added, by its place among all bytes: in no order, and some of it overlapping.</param>
    public TextScanner(
        ReadOnlySpan<byte> bytes,
        ReadOnlySpan<TextOnTape> texts,
        DetectionRules rules,
        FindingList findings
    )
        : this(bytes, texts, rules, findings, isDecoded: false) { }

    private TextScanner(
        ReadOnlySpan<byte> bytes,
        ReadOnlySpan<TextOnTape> texts,
        DetectionRules rules,
        FindingList findings,
        bool isDecoded
    )
    {
        _bytes = bytes;
        _texts = texts;
        _rules = rules;
        _findings = findings;
        _isDecoded = isDecoded;
    }

    /// <summary>Looks through all of the texts.</summary>
    public void Run()
    {
        var at = 0;
        for (; _bytes.Length - at >= BlockMasks.Bytes; at += BlockMasks.Bytes)
        {
            Scan(new BlockMasks(_bytes.Slice(at, BlockMasks.Bytes)), at);
        }

        if (at < _bytes.Length)
        {
            Span<byte> last = stackalloc byte[BlockMasks.Bytes];
            last.Clear();
            _bytes[at..].CopyTo(last);
            Scan(new BlockMasks(last), at);
        }
    }

    private void Scan(in BlockMasks masks, int offset)
    {
        var words = masks.Digits | masks.Letters;
        _digits.Next(masks.Digits);
        _letters.Next(masks.Letters);
        _names.Next(masks.Letters | masks.Underscores);
        _numbers.Next(masks.Numbers);
        _tokens.Next(words | masks.Underscores | masks.Dashes);
        _hex.Next(words | masks.Colons);
        _colons.Next(masks.Colons);
        _dashes.Next(masks.Dashes);

        _free.Next(masks.Digits & ~DigitsOfIds(masks.Digits));
        var numbers = _numbers.SeventhsWith(_free, NumberScan.FewestDigits);
        var tokens = _tokens.Sixteenths();
        var fields = (masks.Assigns | masks.Colons | masks.Closers) & ~(_digits.Back(1) | _colons.Back(1));
        _dots.Next(masks.Dots & _digits.Back(1));
        var dots = _dots.Count < DotsOfAddress ? 0 : _dots.ThirdsNearby();
        var ibans =
            masks.Digits
            & _digits.Back(1)
            & _letters.Back(2)
            & _letters.Back(3)
            & ~(_letters.Back(4) | _digits.Back(4));

        // Most blocks have none of these, and then there is nothing that is made of them.
        var (hex, gaps, pairs, dashes) = (0UL, 0UL, 0UL, 0UL);
        var colons = _colons.Count;
        if (colons >= ColonsOfGap)
        {
            gaps = masks.Colons & _colons.Back(1);
        }

        if (colons >= ColonsOfAddress)
        {
            hex = _hex.Fifteenths();
            pairs = Pairs(_colons, masks.Colons);
        }

        if (_dashes.Count >= DashesOfKey)
        {
            pairs |= Pairs(_dashes, masks.Dashes);
            dashes = _dashes.Fifths();
        }

        if ((numbers | tokens | hex | fields | dots | gaps | pairs | ibans | dashes | masks.At | masks.Percents) == 0)
        {
            return;
        }

        while (_texts[_first].End <= offset)
        {
            _first++;
        }

        // What takes long pieces whole comes first, so that the others need not look into them.
        for (; dashes != 0; dashes &= dashes - 1)
        {
            LookAtDashes(TurnTo(offset + BitOperations.TrailingZeroCount(dashes)) - 4);
        }

        for (; fields != 0; fields &= fields - 1)
        {
            LookAtField(TurnTo(offset + BitOperations.TrailingZeroCount(fields)));
        }

        for (; tokens != 0; tokens &= tokens - 1)
        {
            LookAtToken(TurnTo(offset + BitOperations.TrailingZeroCount(tokens)) - TokenRun + 1);
        }

        for (var at = masks.At; at != 0; at &= at - 1)
        {
            LookAtAt(TurnTo(offset + BitOperations.TrailingZeroCount(at)));
        }

        for (; dots != 0; dots &= dots - 1)
        {
            LookAtDot(TurnTo(offset + BitOperations.TrailingZeroCount(dots)));
        }

        for (; numbers != 0; numbers &= numbers - 1)
        {
            LookAtNumbers(TurnTo(offset + BitOperations.TrailingZeroCount(numbers)) - NumberRun + 1);
        }

        for (gaps |= hex; gaps != 0; gaps &= gaps - 1)
        {
            LookAtGroups(TurnTo(offset + BitOperations.TrailingZeroCount(gaps)));
        }

        for (; pairs != 0; pairs &= pairs - 1)
        {
            LookAtPairs(TurnTo(offset + BitOperations.TrailingZeroCount(pairs)));
        }

        for (; ibans != 0; ibans &= ibans - 1)
        {
            LookAtIban(TurnTo(offset + BitOperations.TrailingZeroCount(ibans)) - 3);
        }

        for (var percents = masks.Percents; percents != 0; percents &= percents - 1)
        {
            LookAtPercent(TurnTo(offset + BitOperations.TrailingZeroCount(percents)));
        }
    }

    // Digits right behind letters, or behind letters and a dash, are no part of any number: order-4711, 3fa9c2.
    private ulong DigitsOfIds(ulong digits)
    {
        var firsts = digits & ~_digits.Back(1) & (_names.Back(1) | (_dashes.Back(1) & _letters.Back(2)));

        // Adding one at its beginning clears a run and nothing behind it.
        var ids = digits & ~(digits + (firsts | (digits & _isInId)));
        _isInId = ids >> (BlockMasks.Bytes - 1);
        return ids;
    }

    // Five signs, three places from one to the next: what stands between six pairs.
    private static ulong Pairs(BitStream signs, ulong now) =>
        now & signs.Back(3) & signs.Back(6) & signs.Back(9) & signs.Back(12);

    /// <summary>Turns to the text that a place of the block lies in, which may also be one before: the places come in order for one
    /// kind of sign at a time.</summary>
    /// <returns>The place in that text.</returns>
    private int TurnTo(int at)
    {
        if (at < _start || at >= _start + _text.Length)
        {
            _now = at < _start ? _first : _now;
            while (_texts[_now].End <= at)
            {
                _now++;
            }

            ref readonly var text = ref _texts[_now];
            (_start, _name) = (text.Start, text.Traits);
            _text = _bytes.Slice(text.Start, text.Length);
        }

        return at - _start;
    }

    private void LookAtDashes(int start)
    {
        if (_start + start >= _keysDone && PrivateKeyDetector.TryFind(_text, start, out var finding))
        {
            _keysDone = _start + finding.End;
            Add(_rules.Wants(PiiKind.PrivateKey), finding);
        }
    }

    private void LookAtField(int separator)
    {
        if (
            _start + separator >= _fieldsDone
            && FieldDetector.TryFind(_text, separator, _rules.Fields, out var finding)
        )
        {
            _fieldsDone = _start + finding.End;
            Add(_rules.Wants(finding.Kind), finding);
        }
    }

    private readonly void LookAtAt(int at)
    {
        if (_rules.Wants(PiiKind.Url) && UrlDetector.TryFind(_text, at, out var url))
        {
            Add(isFound: true, url);
        }
        else if (_rules.Wants(PiiKind.Email))
        {
            Add(EmailDetector.TryFind(_text, at, out var email), email);
        }
    }

    private void LookAtDot(int third)
    {
        var dot = DotBefore(DotBefore(third));
        if (dot < 0 || _start + dot < _dotsDone || !_rules.Wants(PiiKind.Ip) || _name.IsVersion || _name.IsMachine)
        {
            return;
        }

        var isFound = IpDetector.TryFindV4(_text, dot, out var resume, out var finding);
        _dotsDone = _start + resume;
        Add(isFound, finding);

        // What begins with a plus may be a telephone number all the same.
        if (isFound && Ascii.At(_text, finding.Start - 1) != '+')
        {
            _address = (_start + finding.Start, _start + finding.End);
        }
    }

    /// <returns>The dot before a dot, with one to three digits between them; -1 when there is none.</returns>
    private readonly int DotBefore(int dot)
    {
        var at = dot - 1;
        while (dot - at <= MostDigitsOfPart && Ascii.IsDigit(Ascii.At(_text, at)))
        {
            at--;
        }

        return at < dot - 1 && Ascii.At(_text, at) == '.' ? at : -1;
    }

    private readonly void LookAtNumbers(int start)
    {
        var before = _findings.Count;
        NumberScan.Find(_text, start, (_address.Start - _start, _address.End - _start), _name, _rules, _findings);
        _findings.Shift(before, _start);
    }

    private void LookAtGroups(int at)
    {
        // A long word is no address: one without a gap in it has seven colons, three of them among the first fifteen bytes.
        var isRun = _text[at] != ':' || Ascii.At(_text, at - 1) != ':';
        if (
            _start + at < _groupsDone
            || !_rules.Wants(PiiKind.Ip)
            || _name.IsMachine
            || (isRun && _text.Slice(at - HexRun + 1, HexRun).Count((byte)':') < ColonsOfAddress)
        )
        {
            return;
        }

        var isFound = IpDetector.TryFindV6(_text, at, out var resume, out var finding);
        _groupsDone = _start + resume;
        Add(isFound, finding);
    }

    private readonly void LookAtPairs(int last)
    {
        if (_rules.Wants(PiiKind.Mac))
        {
            Add(MacDetector.TryFind(_text, last, out var mac), mac);
        }
    }

    private readonly void LookAtIban(int start)
    {
        if (_rules.Wants(PiiKind.Iban))
        {
            Add(IbanDetector.TryFind(_text, start, out var iban), iban);
        }
    }

    private void LookAtToken(int start)
    {
        var length = _text[start..].IndexOfAnyExcept(Token);
        var end = length < 0 ? _text.Length : start + length;
        var run = _text[start..end];

        if (Marks.IsToken(run))
        {
            _base64Done = _start + end;
            return;
        }

        if (JwtDetector.TryFind(_text, start, end, out var jwt))
        {
            _base64Done = _start + jwt.End;
            Add(_rules.Wants(PiiKind.Jwt), jwt);
            return;
        }

        if (KeyDetector.TryFind(_text, start, end, out var key))
        {
            Add(_rules.Wants(PiiKind.ApiKey), key);
            return;
        }

        if (CredentialsDetector.TryFind(_text, start, out var credentials))
        {
            Add(_rules.Wants(PiiKind.Credentials), credentials);
        }
        else if (!_isDecoded && _start + start >= _base64Done)
        {
            LookIntoBase64(start, end);
        }
    }

    private void LookIntoBase64(int start, int end)
    {
        // Most ids have nothing of base64 beside them and are too short.
        var isWhole =
            Ascii.At(_text, start - 1) is not ((byte)'+' or (byte)'/')
            && Ascii.At(_text, end) is not ((byte)'+' or (byte)'/' or (byte)'=');
        if (isWhole && end - start < EncodedText.Shortest)
        {
            return;
        }

        var done = Math.Max(0, _base64Done - _start);
        while (start > done && (Ascii.IsToken(_text[start - 1]) || _text[start - 1] is (byte)'+' or (byte)'/'))
        {
            start--;
        }

        var length = _text[start..].IndexOfAnyExcept(Base64Letters);
        var token = length < 0 ? _text[start..] : _text.Slice(start, length);
        _base64Done = _start + start + token.Length;
        if (token.Length >= EncodedText.Shortest)
        {
            LookInto(start, token, isPercent: false);
        }
    }

    private void LookAtPercent(int at)
    {
        var done = Math.Max(0, _percentsDone - _start);
        if (_isDecoded || at < done || !EncodedText.IsPercent(_text, at))
        {
            return;
        }

        var start = at;
        while (start > done && IsUnreserved(_text[start - 1]))
        {
            start--;
        }

        var end = at;
        while (end < _text.Length && IsUnreserved(_text[end]))
        {
            end++;
        }

        _percentsDone = _start + end;
        LookInto(start, _text[start..end], isPercent: true);
    }

    private readonly void LookInto(int start, ReadOnlySpan<byte> token, bool isPercent)
    {
        byte[]? rented = null;
        Span<byte> buffer =
            token.Length <= MaxStack ? stackalloc byte[MaxStack] : (rented = ArrayPool<byte>.Shared.Rent(token.Length));
        var length = isPercent ? EncodedText.DecodePercents(token, buffer) : EncodedText.DecodeBase64(token, buffer);
        var before = _findings.Count;
        var whole = new TextOnTape(0, length, 0, _name);
        new TextScanner(
            buffer[..length],
            new ReadOnlySpan<TextOnTape>(in whole),
            _rules,
            _findings,
            isDecoded: true
        ).Run();
        if (_findings.Count > before)
        {
            var best = _findings.Items[before];
            foreach (ref readonly var other in _findings.Items[(before + 1)..])
            {
                best = other.Beats(in best) ? other : best;
            }

            _findings.Truncate(before);
            Add(isFound: true, new Finding(start, token.Length, best.Kind, best.Certainty, FindingForm.Covered));
        }

        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static bool IsUnreserved(byte value) =>
        Ascii.IsToken(value) || value is (byte)'.' or (byte)'~' or (byte)'%' or (byte)'+';

    private readonly void Add(bool isFound, in Finding finding)
    {
        if (isFound)
        {
            _findings.Add(finding with { Start = _start + finding.Start });
        }
    }
}
