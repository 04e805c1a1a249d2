using System.Text;
using Microsoft.AspNetCore.Http;
using Monolith.Ingest.Json;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Ndjson;

/// <summary>What a request's query says of all its records: for clients whose records cannot be changed.</summary>
/// <param name="Service">The service of records that name none; empty when the query does not say.</param>
/// <param name="Aliases">Names that stand for fields; null when the query gives none.</param>
internal sealed record RequestDefaults(ReadOnlyMemory<byte> Service, FieldAliases? Aliases)
{
    private const string AliasPrefix = "alias.";
    private const int MostAliases = 32;
    private const int LongestService = 256;

    /// <summary>A request that says nothing.</summary>
    public static RequestDefaults None { get; } = new(default, Aliases: null);

    /// <summary>Reads <c>service=NAME</c> and <c>alias.THEIRS=OURS</c>.</summary>
    /// <exception cref="InvalidRequestException">An alias stands for no field, or there are too many or too long ones.</exception>
    public static RequestDefaults Of(IQueryCollection query)
    {
        if (query.Count == 0)
        {
            return None;
        }

        var service = query["service"].ToString();
        if (service.Length > LongestService)
        {
            throw new InvalidRequestException("service", $"A service's name may have {LongestService} characters.");
        }

        var aliases = query
            .Where(p => p.Key.StartsWith(AliasPrefix, StringComparison.Ordinal))
            .Select(p => (Encoding.UTF8.GetBytes(p.Key[AliasPrefix.Length..]), FieldOf(p.Key, p.Value.ToString())))
            .ToArray();
        if (aliases.Length > MostAliases)
        {
            throw new InvalidRequestException("alias", $"A request may give {MostAliases} aliases.");
        }

        return new RequestDefaults(
            Encoding.UTF8.GetBytes(service),
            aliases.Length > 0 ? new FieldAliases(aliases) : null
        );
    }

    private static Field FieldOf(string parameter, string name) =>
        FieldNames.Recognise(Encoding.UTF8.GetBytes(name)) is not Field.None and var field
            ? field
            : throw new InvalidRequestException(
                parameter,
                $"{parameter} must be the name of a field, for example message, level, timestamp or service."
            );
}
