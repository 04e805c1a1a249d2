using Monolith.Platform.Language;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Quarantine;

/// <summary>Which of a tenant's quarantined records are meant.</summary>
internal sealed record QuarantineFilter
{
    /// <summary>The names of the parameters, each of which narrows.</summary>
    public static readonly string[] Names = ["reason", "source", "q", "from", "to"];

    /// <summary>All of them.</summary>
    public static readonly QuarantineFilter Everything = new();

    /// <summary>The reason code, or null for any.</summary>
    public string? Reason { get; init; }

    /// <summary>The protocol that they came by, or null for any.</summary>
    public string? Source { get; init; }

    /// <summary>A part of the words that say what was wrong, in any case; or null for any.</summary>
    public string? Text { get; init; }

    /// <summary>The earliest time at which they came, or null.</summary>
    public LogTime? From { get; init; }

    /// <summary>The time to end before, or null.</summary>
    public LogTime? To { get; init; }

    /// <summary>Reads the parameters that were given.</summary>
    /// <exception cref="InvalidRequestException">There is none of that name, or its value cannot be meant.</exception>
    public static QuarantineFilter Read(IReadOnlyDictionary<string, string> given)
    {
        // A misspelt filter would silently mean more than was asked for.
        if (given.Keys.FirstOrDefault(name => !Names.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw new InvalidRequestException(
                unknown,
                $"There is no parameter of this name. There are: {string.Join(", ", Names)}."
            );
        }

        return new QuarantineFilter
        {
            Reason = given.GetValueOrDefault("reason"),
            Source = given.GetValueOrDefault("source"),
            Text = given.GetValueOrDefault("q"),
            From = Time("from"),
            To = Time("to"),
        };

        LogTime? Time(string name) =>
            !given.TryGetValue(name, out var text) ? null
            : LogTime.TryParse(text, out var time) ? time
            : throw new InvalidRequestException(name, $"'{text}' is not {LogTime.Syntax}.");
    }
}
