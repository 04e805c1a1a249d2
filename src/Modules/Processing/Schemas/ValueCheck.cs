using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Schemas;

/// <summary>What a contract says of the values of a field, ready to be asked. It allocates nothing; thread-safe.</summary>
internal sealed class ValueCheck(ContractField said)
{
    private const int FewBytes = 512;

    private static readonly TimeSpan MatchTime = TimeSpan.FromSeconds(1);

    private readonly byte[][]? _allowed = said.Allowed?.Select(Encoding.UTF8.GetBytes).ToArray();
    private readonly bool _hasRange = (said.Min ?? said.Max) is not null;
    private readonly Regex? _pattern = said.Pattern is { } pattern
        ? new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MatchTime)
        : null;

    /// <summary>The values that are allowed; null for all.</summary>
    public ReadOnlySpan<byte[]> Allowed => _allowed;

    /// <summary>What values are.</summary>
    public FieldType Type => said.Type;

    /// <summary>What a value breaks.</summary>
    public ViolationRule Check(ReadOnlySpan<byte> value) =>
        !IsOfType(value) ? ViolationRule.Type
        : value.Length > said.MaxLength ? ViolationRule.Length
        : _hasRange && !IsInRange(value) ? ViolationRule.Range
        : _allowed is not null && !IsAllowed(value) ? ViolationRule.Allowed
        : _pattern is not null && !Fits(value) ? ViolationRule.Pattern
        : ViolationRule.None;

    /// <summary>What a number breaks.</summary>
    public ViolationRule Check(double number) =>
        number < said.Min || number > said.Max ? ViolationRule.Range : ViolationRule.None;

    private bool IsOfType(ReadOnlySpan<byte> value) =>
        said.Type switch
        {
            FieldType.Int => Utf8Parser.TryParse(value, out long _, out var read) && read == value.Length,
            FieldType.Number => LogNumber.TryParse(value, out _),
            FieldType.Bool => value.SequenceEqual("true"u8) || value.SequenceEqual("false"u8),
            FieldType.Time => IsDate(value) && UnixNano.TryParse(value, out _),
            FieldType.Uuid => Utf8Parser.TryParse(value, out Guid _, out var read) && read == value.Length,
            FieldType.Ip => IPAddress.IsValidUtf8(value),
            FieldType.Level => SeverityNames.Parse(value) != SeverityNumber.Unspecified,
            _ => true,
        };

    // A number of seconds or of anything else since 1970 is a time only for who knows of what.
    private static bool IsDate(ReadOnlySpan<byte> value) => value.Length > 4 && value[4] == (byte)'-';

    private bool IsInRange(ReadOnlySpan<byte> value) =>
        LogNumber.TryParse(value, out var number) && Check(number) == ViolationRule.None;

    private bool IsAllowed(ReadOnlySpan<byte> value)
    {
        foreach (var allowed in _allowed!)
        {
            if (value.SequenceEqual(allowed))
            {
                return true;
            }
        }

        return false;
    }

    private bool Fits(ReadOnlySpan<byte> value)
    {
        if (value.Length <= FewBytes)
        {
            Span<char> few = stackalloc char[FewBytes];
            return _pattern!.IsMatch(few[..Encoding.UTF8.GetChars(value, few)]);
        }

        var many = ArrayPool<char>.Shared.Rent(value.Length);
        try
        {
            return _pattern!.IsMatch(many.AsSpan(0, Encoding.UTF8.GetChars(value, many)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(many);
        }
    }
}
