using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Signals;

namespace Monolith.Platform.Language.Matching;

/// <summary>One of some values, byte for byte.</summary>
internal sealed class IsOneOf(RecordField field, IEnumerable<string> values) : RecordPredicate
{
    private readonly byte[][] _values = [.. values.Where(value => value.Length > 0).Select(Encoding.UTF8.GetBytes)];

    public override bool Holds(LogRecord record)
    {
        Span<byte> room = stackalloc byte[RecordField.MaxMadeBytes];
        var value = field.Read(record, room);
        foreach (var wanted in _values)
        {
            if (value.SequenceEqual(wanted))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Any value at all.</summary>
internal sealed class HasValue(RecordField field) : RecordPredicate
{
    public override bool Holds(LogRecord record)
    {
        Span<byte> room = stackalloc byte[RecordField.MaxMadeBytes];
        return !field.Read(record, room).IsEmpty;
    }
}

/// <summary>A value that a pattern fits.</summary>
internal sealed class IsLike(RecordField field, string pattern) : RecordPredicate
{
    private readonly GlobMatcher _pattern = new(pattern);

    public override bool Holds(LogRecord record)
    {
        Span<byte> room = stackalloc byte[RecordField.MaxMadeBytes];
        var value = field.Read(record, room);
        return !value.IsEmpty && _pattern.Fits(value);
    }
}

/// <summary>A value in which an expression finds something.</summary>
internal sealed class IsMatch(RecordField field, Regex regex) : RecordPredicate
{
    private const int FewChars = 256;

    public override bool Holds(LogRecord record)
    {
        Span<byte> room = stackalloc byte[RecordField.MaxMadeBytes];
        var value = field.Read(record, room);
        if (value.Length <= FewChars)
        {
            Span<char> few = stackalloc char[FewChars];
            return IsFound(value, few);
        }

        var many = ArrayPool<char>.Shared.Rent(value.Length);
        var isFound = IsFound(value, many);
        ArrayPool<char>.Shared.Return(many);
        return isFound;
    }

    private bool IsFound(ReadOnlySpan<byte> value, Span<char> chars) =>
        !value.IsEmpty && regex.IsMatch(chars[..Encoding.UTF8.GetChars(value, chars)]);
}

/// <summary>A number between bounds, in a text that is a number from its first to its last character.</summary>
internal sealed class TextIsWithin(RecordField field, LogBound? low, LogBound? high) : RecordPredicate
{
    public override bool Holds(LogRecord record)
    {
        Span<byte> room = stackalloc byte[RecordField.MaxMadeBytes];
        var value = field.Read(record, room);
        return LogNumber.TryParse(value, out var number) && Bounds.Contain(low, high, number);
    }
}

/// <summary>A number that the record has as such, between bounds. 0 means that it has none.</summary>
internal sealed class NumberIsWithin(Func<LogRecord, double> get, LogBound? low, LogBound? high) : RecordPredicate
{
    public override bool Holds(LogRecord record)
    {
        var number = get(record);
        return number != 0 && Bounds.Contain(low, high, number);
    }
}

/// <summary>A moment from one to another, which does not belong to it.</summary>
internal sealed class TimeIsDuring(long? fromUnixNano, long? toUnixNano) : RecordPredicate
{
    public override bool Holds(LogRecord record) =>
        (fromUnixNano is not { } from || record.TimeUnixNano >= from)
        && (toUnixNano is not { } to || record.TimeUnixNano < to);
}

internal static class Bounds
{
    public static bool Contain(LogBound? low, LogBound? high, double number) =>
        (low is not { } least || (least.IsIncluded ? number >= least.Value : number > least.Value))
        && (high is not { } most || (most.IsIncluded ? number <= most.Value : number < most.Value));
}
