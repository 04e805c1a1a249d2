using System.Buffers;
using System.Numerics;
using Monolith.Processing.Redaction.Detection.Detectors;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>
/// Looks through a text once for everything that may not be kept. Vector instructions find the few places where something could be - an
/// <c>@</c>, a dot between digits, seven signs of a number in a row, sixteen of a key - and only there a detector looks more closely. Each
/// looks at a bounded piece, or at one that is not looked at again, so that the work grows with the length of the text whatever
/// it says.
/// </summary>
internal ref struct TextScanner
{
    private const int NumberRun = 7;
    private const int TokenRun = 16;
    private const int HexRun = 15;
    private const int MaxStack = 512;

    private static readonly SearchValues<byte> Token = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"u8
    );

    private static readonly SearchValues<byte> Base64Letters = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-+/="u8
    );

    private readonly ReadOnlySpan<byte> _text;
    private readonly ReadOnlySpan<byte> _name;
    private readonly DetectionRules _rules;
    private readonly FindingList _findings;
    private readonly bool _isDecoded;

    private BitStream _digits;
    private BitStream _letters;
    private BitStream _colons;
    private BitStream _dashes;
    private RunFinder _tokens;
    private RunFinder _numbers;
    private RunFinder _hex;

    // Nothing before these places needs to be looked at again, each for its own kind.
    private int _fieldsDone;
    private int _keysDone;
    private int _dotsDone;
    private int _groupsDone;
    private int _base64Done;
    private int _percentsDone;

    /// <param name="text">The text.</param>
    /// <param name="name">The name of the field that it is the value of; empty when there is none.</param>
    /// <param name="rules">What is looked for.</param>
    /// <param name="findings">Where what is found is added: in no order, and some of it overlapping.</param>
    public TextScanner(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, DetectionRules rules, FindingList findings)
        : this(text, name, rules, findings, isDecoded: false) { }

    private TextScanner(
        ReadOnlySpan<byte> text,
        ReadOnlySpan<byte> name,
        DetectionRules rules,
        FindingList findings,
        bool isDecoded
    )
    {
        _text = text;
        _name = name;
        _rules = rules;
        _findings = findings;
        _isDecoded = isDecoded;
    }

    /// <summary>Looks through the whole text.</summary>
    public void Run()
    {
        var at = 0;
        for (; _text.Length - at >= BlockMasks.Bytes; at += BlockMasks.Bytes)
        {
            Scan(new BlockMasks(_text.Slice(at, BlockMasks.Bytes)), at);
        }

        if (at < _text.Length)
        {
            Span<byte> last = stackalloc byte[BlockMasks.Bytes];
            last.Clear();
            _text[at..].CopyTo(last);
            Scan(new BlockMasks(last), at);
        }
    }

    private void Scan(in BlockMasks masks, int offset)
    {
        var words = masks.Digits | masks.Letters;
        _digits.Next(masks.Digits);
        _letters.Next(masks.Letters);
        _colons.Next(masks.Colons);
        _dashes.Next(masks.Dashes);

        var numbers = _numbers.Sevenths(masks.Numbers);
        var tokens = _tokens.Sixteenths(words | masks.Underscores | masks.Dashes);
        var hex = _hex.Fifteenths(words | masks.Colons);
        var fields = (masks.Assigns | masks.Colons | masks.Closers) & ~(_digits.Back(1) | _colons.Back(1));
        var dots = masks.Dots & _digits.Back(1);
        var gaps = masks.Colons & _colons.Back(1);
        var pairs = Pairs(_colons, masks.Colons) | Pairs(_dashes, masks.Dashes);
        var ibans =
            masks.Digits
            & _digits.Back(1)
            & _letters.Back(2)
            & _letters.Back(3)
            & ~(_letters.Back(4) | _digits.Back(4));
        var dashes =
            masks.Dashes & _dashes.Back(1) & _dashes.Back(2) & _dashes.Back(3) & _dashes.Back(4) & ~_dashes.Back(5);
        if ((numbers | tokens | hex | fields | dots | gaps | pairs | ibans | dashes | masks.At | masks.Percents) == 0)
        {
            return;
        }

        // What takes long pieces whole comes first, so that the others need not look into them.
        for (; dashes != 0; dashes &= dashes - 1)
        {
            LookAtDashes(offset + BitOperations.TrailingZeroCount(dashes) - 4);
        }

        for (; fields != 0; fields &= fields - 1)
        {
            LookAtField(offset + BitOperations.TrailingZeroCount(fields));
        }

        for (; tokens != 0; tokens &= tokens - 1)
        {
            LookAtToken(offset + BitOperations.TrailingZeroCount(tokens) - TokenRun + 1);
        }

        for (var at = masks.At; at != 0; at &= at - 1)
        {
            LookAtAt(offset + BitOperations.TrailingZeroCount(at));
        }

        for (; dots != 0; dots &= dots - 1)
        {
            LookAtDot(offset + BitOperations.TrailingZeroCount(dots));
        }

        for (; numbers != 0; numbers &= numbers - 1)
        {
            NumberScan.Find(
                _text,
                offset + BitOperations.TrailingZeroCount(numbers) - NumberRun + 1,
                _name,
                _rules,
                _findings
            );
        }

        for (gaps |= hex; gaps != 0; gaps &= gaps - 1)
        {
            LookAtGroups(offset + BitOperations.TrailingZeroCount(gaps));
        }

        for (; pairs != 0; pairs &= pairs - 1)
        {
            if (_rules.Wants(PiiKind.Mac))
            {
                Add(MacDetector.TryFind(_text, offset + BitOperations.TrailingZeroCount(pairs), out var mac), mac);
            }
        }

        for (; ibans != 0; ibans &= ibans - 1)
        {
            if (_rules.Wants(PiiKind.Iban))
            {
                Add(
                    IbanDetector.TryFind(_text, offset + BitOperations.TrailingZeroCount(ibans) - 3, out var iban),
                    iban
                );
            }
        }

        for (var percents = masks.Percents; percents != 0; percents &= percents - 1)
        {
            LookAtPercent(offset + BitOperations.TrailingZeroCount(percents));
        }
    }

    // Five signs, three places from one to the next: what stands between six pairs.
    private static ulong Pairs(BitStream signs, ulong now) =>
        now & signs.Back(3) & signs.Back(6) & signs.Back(9) & signs.Back(12);

    private void LookAtDashes(int start)
    {
        if (start >= _keysDone && PrivateKeyDetector.TryFind(_text, start, out var finding))
        {
            _keysDone = finding.End;
            Add(_rules.Wants(PiiKind.PrivateKey), finding);
        }
    }

    private void LookAtField(int separator)
    {
        if (separator >= _fieldsDone && FieldDetector.TryFind(_text, separator, _rules.Fields, out var finding))
        {
            _fieldsDone = finding.End;
            Add(_rules.Wants(finding.Kind), finding);
        }
    }

    private void LookAtAt(int at)
    {
        if (_rules.Wants(PiiKind.Url) && UrlDetector.TryFind(_text, at, out var url))
        {
            _findings.Add(url);
        }
        else if (_rules.Wants(PiiKind.Email))
        {
            Add(EmailDetector.TryFind(_text, at, out var email), email);
        }
    }

    private void LookAtDot(int dot)
    {
        if (
            dot >= _dotsDone
            && _rules.Wants(PiiKind.Ip)
            && !ContextWords.IsVersion(_name)
            && !ContextWords.IsMachine(_name)
        )
        {
            Add(IpDetector.TryFindV4(_text, dot, out _dotsDone, out var finding), finding);
        }
    }

    private void LookAtGroups(int at)
    {
        // A long word is no address: one without a gap in it has seven colons, three of them among the first fifteen bytes.
        var isRun = _text[at] != ':' || Ascii.At(_text, at - 1) != ':';
        if (
            at < _groupsDone
            || !_rules.Wants(PiiKind.Ip)
            || ContextWords.IsMachine(_name)
            || (isRun && _text.Slice(at - HexRun + 1, HexRun).Count((byte)':') < 3)
        )
        {
            return;
        }

        Add(IpDetector.TryFindV6(_text, at, out _groupsDone, out var finding), finding);
    }

    private void LookAtToken(int start)
    {
        var length = _text[start..].IndexOfAnyExcept(Token);
        var end = length < 0 ? _text.Length : start + length;
        var run = _text[start..end];
        if (Marks.IsToken(run))
        {
            _base64Done = end;
            return;
        }

        if (JwtDetector.TryFind(_text, start, end, out var jwt))
        {
            _base64Done = jwt.End;
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
        else if (!_isDecoded && start >= _base64Done)
        {
            LookIntoBase64(start);
        }
    }

    private void LookIntoBase64(int start)
    {
        while (start > _base64Done && (Ascii.IsToken(_text[start - 1]) || _text[start - 1] is (byte)'+' or (byte)'/'))
        {
            start--;
        }

        var length = _text[start..].IndexOfAnyExcept(Base64Letters);
        var token = length < 0 ? _text[start..] : _text.Slice(start, length);
        _base64Done = start + token.Length;
        if (token.Length >= EncodedText.Shortest)
        {
            LookInto(start, token, isPercent: false);
        }
    }

    private void LookAtPercent(int at)
    {
        if (_isDecoded || at < _percentsDone || !EncodedText.IsPercent(_text, at))
        {
            return;
        }

        var start = at;
        while (start > _percentsDone && IsUnreserved(_text[start - 1]))
        {
            start--;
        }

        var end = at;
        while (end < _text.Length && IsUnreserved(_text[end]))
        {
            end++;
        }

        _percentsDone = end;
        LookInto(start, _text[start..end], isPercent: true);
    }

    private void LookInto(int start, ReadOnlySpan<byte> token, bool isPercent)
    {
        byte[]? rented = null;
        Span<byte> buffer =
            token.Length <= MaxStack ? stackalloc byte[MaxStack] : (rented = ArrayPool<byte>.Shared.Rent(token.Length));
        var length = isPercent ? EncodedText.DecodePercents(token, buffer) : EncodedText.DecodeBase64(token, buffer);
        var before = _findings.Count;
        new TextScanner(buffer[..length], _name, _rules, _findings, isDecoded: true).Run();
        if (_findings.Count > before)
        {
            var best = _findings.Items[before];
            foreach (ref readonly var other in _findings.Items[(before + 1)..])
            {
                best = other.Beats(in best) ? other : best;
            }

            _findings.Truncate(before);
            _findings.Add(new Finding(start, token.Length, best.Kind, best.Certainty, FindingForm.Covered));
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
            _findings.Add(in finding);
        }
    }
}
