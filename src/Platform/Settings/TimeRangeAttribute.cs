using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Monolith.Platform.Settings;

/// <summary>The shortest and the longest time that a setting may have, such as <c>[TimeRange("00:00:01", "00:10:00")]</c>.</summary>
/// <remarks>
/// A <see cref="RangeAttribute"/> with its bounds as texts replaces them by times when it is first asked, and all who validate a class
/// share it: of two threads that are the first together, one finds a time where it expects a text, and throws. Here the bounds are read
/// before anybody can ask.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeRangeAttribute : ValidationAttribute
{
    /// <summary>Reads both times.</summary>
    /// <exception cref="FormatException">One of the texts is no time.</exception>
    /// <exception cref="OverflowException">One of the texts has too much of something, such as 61 seconds.</exception>
    /// <exception cref="ArgumentException">The shortest time is longer than the longest.</exception>
    public TimeRangeAttribute(string shortest, string longest)
        : base("The field {0} must be between {1} and {2}.")
    {
        Shortest = TimeSpan.Parse(shortest, CultureInfo.InvariantCulture);
        Longest = TimeSpan.Parse(longest, CultureInfo.InvariantCulture);
        if (Shortest > Longest)
        {
            throw new ArgumentException($"{shortest} is longer than {longest}.", nameof(shortest));
        }
    }

    /// <summary>The shortest time that is valid.</summary>
    public TimeSpan Shortest { get; }

    /// <summary>The longest time that is valid.</summary>
    public TimeSpan Longest { get; }

    /// <inheritdoc/>
    /// <remarks>Null is valid: a setting that must be there says so by <see cref="RequiredAttribute"/>.</remarks>
    public override bool IsValid(object? value) =>
        value is null || (value is TimeSpan time && time >= Shortest && time <= Longest);

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) =>
        string.Format(CultureInfo.InvariantCulture, ErrorMessageString, name, Shortest, Longest);
}
