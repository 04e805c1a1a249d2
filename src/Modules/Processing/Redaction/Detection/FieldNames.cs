using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>How far the value of a field reaches where nothing quotes it.</summary>
internal enum FieldExtent : byte
{
    /// <summary>To the end of the word.</summary>
    Word,

    /// <summary>To the end of the word, or of the second one after <c>Bearer</c> and its like.</summary>
    Scheme,

    /// <summary>To the end of the line: the value of a header.</summary>
    Line,
}

/// <summary>A name whose value is replaced without being looked at.</summary>
/// <param name="Kind">What its value is.</param>
/// <param name="Extent">How far its value reaches in text.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FieldRule(byte Kind, FieldExtent Extent);

/// <summary>
/// The names of fields whose values are never looked at: <c>password</c>, <c>authorization</c>, <c>set-cookie</c>. A name is
/// known by its end, however it is joined and written: <c>db.password</c>, <c>clientSecret</c>, <c>X-API-Key</c>. Never changes;
/// thread-safe.
/// </summary>
internal sealed class FieldNames
{
    private const int Letters = 26;

    // items[0].password, password1
    private static readonly SearchValues<byte> Places = SearchValues.Create("0123456789[]"u8);

    private readonly Entry[][] _byLastLetter = new Entry[Letters][];

    // By the last letter of all names: a bit for each letter that stands before it in one of them.
    private readonly uint[] _endings = new uint[Letters];

    /// <summary>Makes the table.</summary>
    /// <param name="more">A tenant's own names, each with what its value is.</param>
    public FieldNames(IEnumerable<(string Name, FieldRule Rule)> more)
    {
        var entries = new List<Entry>(Usual());
        entries.AddRange(more.Select(m => new Entry(Plain(m.Name), IsAlone: true, m.Rule)));
        foreach (var group in entries.Where(e => e.Name.Length > 1).GroupBy(e => e.Name[^1] - 'a'))
        {
            _byLastLetter[group.Key] = [.. group];
            _endings[group.Key] = group.Aggregate(0u, (letters, e) => letters | (1u << (e.Name[^2] - 'a')));
        }
    }

    /// <summary>Whether a name can be looked for: at least two letters, and nothing but letters and what joins them.</summary>
    public static bool IsName(string name) =>
        name.Count(char.IsAsciiLetter) >= 2 && name.All(c => char.IsAsciiLetter(c) || c is '_' or '-' or '.' or ' ');

    /// <summary>Whether a name that ends like this can have a rule. Hardly any word can, and this says so at once.</summary>
    public bool MayEnd(byte beforeLast, byte last) =>
        !Ascii.IsLetter(beforeLast)
        || !Ascii.IsLetter(last)
        || ((_endings[(last | 0x20) - 'a'] >> ((beforeLast | 0x20) - 'a')) & 1) != 0;

    /// <summary>Finds the rule of a name, if there is one.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, out FieldRule rule)
    {
        var last = name.LastIndexOfAnyExcept(Places);
        if (last >= 0 && Ascii.IsLetter(name[last]) && _byLastLetter[(name[last] | 0x20) - 'a'] is { } entries)
        {
            foreach (ref readonly var entry in entries.AsSpan())
            {
                if (entry.Ends(name[..(last + 1)]))
                {
                    rule = entry.Rule;
                    return true;
                }
            }
        }

        rule = default;
        return false;
    }

    private static IEnumerable<Entry> Usual()
    {
        var secret = new FieldRule((byte)PiiKind.Secret, FieldExtent.Word);
        var scheme = new FieldRule((byte)PiiKind.Credentials, FieldExtent.Scheme);
        var cookie = new FieldRule((byte)PiiKind.Credentials, FieldExtent.Line);
        foreach (var name in (string[])["password", "passwd", "passphrase", "secret", "apikey"])
        {
            yield return new Entry(Plain(name), IsAlone: false, secret);
        }

        foreach (
            var name in (string[])
                [
                    "token",
                    "pwd",
                    "credential",
                    "credentials",
                    "secretkey",
                    "secretaccesskey",
                    "accesskey",
                    "accountkey",
                    "sharedaccesskey",
                    "sharedaccesssignature",
                    "privatekey",
                    "encryptionkey",
                    "signingkey",
                    "masterkey",
                    "sessionid",
                    "sessionkey",
                    "jwt",
                    "otp",
                    "pin",
                    "cvv",
                    "cvc",
                    "amzsignature",
                ]
        )
        {
            yield return new Entry(Plain(name), IsAlone: true, secret);
        }

        yield return new Entry(Plain("authorization"), IsAlone: true, scheme);
        yield return new Entry(Plain("cookie"), IsAlone: true, cookie);
    }

    private static byte[] Plain(string name) =>
        Encoding.ASCII.GetBytes(name.ToLowerInvariant().Where(char.IsAsciiLetter).ToArray());

    /// <summary>A name without what joins its words.</summary>
    /// <param name="Name">Its letters, small.</param>
    /// <param name="IsAlone">True when it must begin a word: <c>shopping</c> is no <c>pin</c>.</param>
    /// <param name="Rule">What it says of the value.</param>
    private sealed record Entry(byte[] Name, bool IsAlone, FieldRule Rule)
    {
        public bool Ends(ReadOnlySpan<byte> field)
        {
            var at = field.Length;
            for (var i = Name.Length - 1; i >= 0; i--)
            {
                do
                {
                    at--;
                } while (at >= 0 && IsJoint(field[at]));

                if (at < 0 || Ascii.Lower(field[at]) != Name[i])
                {
                    return false;
                }
            }

            // In clientToken the capital begins the word.
            return !IsAlone || at == 0 || !Ascii.IsLetter(field[at - 1]) || (field[at] < 'a' && field[at - 1] >= 'a');
        }

        private static bool IsJoint(byte value) => value is (byte)'_' or (byte)'-' or (byte)'.' or (byte)' ';
    }
}
