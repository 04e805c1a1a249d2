using System.Text;
using Microsoft.AspNetCore.Http;

namespace Monolith.Access.ApiKeys;

/// <summary>Finds the key among the headers of a request, in each form in which clients send one. Keys in URLs are not read:
/// they would end up in other people's logs.</summary>
internal static class KeyHeaders
{
    /// <summary>The forms, for people.</summary>
    public const string Forms =
        "'Authorization: Bearer KEY', 'Authorization: Basic' with the key as the password, 'Authorization: ApiKey' with "
        + "base64 of ID:KEY, 'Authorization: Splunk KEY', 'X-Api-Key: KEY' or 'X-Seq-ApiKey: KEY'";

    // Strict, so that no two passwords become the same text.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>The first key there is, or null. Without meaning yet: nobody has looked whether it opens anything.</returns>
    public static string? Read(IHeaderDictionary headers) =>
        OfAuthorization(headers.Authorization.ToString())
        ?? OfHeader(headers["X-Api-Key"].ToString())
        ?? OfHeader(headers["X-Seq-ApiKey"].ToString());

    private static string? OfHeader(string value) => value.Length > 0 ? value : null;

    private static string? OfAuthorization(string header)
    {
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
        {
            return null;
        }

        var credentials = header[(space + 1)..].Trim();
        return header[..space].ToLowerInvariant() switch
        {
            "bearer" or "splunk" => credentials,
            "basic" => SecondOfPair(credentials),
            // Elasticsearch's clients send base64 of ID:KEY when they are given both, and otherwise what they are given.
            "apikey" => SecondOfPair(credentials) ?? credentials,
            _ => null,
        };
    }

    /// <returns>What follows the colon in the decoded text, or null when it is no pair. Whatever stands before it counts for
    /// nothing: a key is enough to know its holder.</returns>
    private static string? SecondOfPair(string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
        {
            return null;
        }

        var colon = bytes.AsSpan(0, length).IndexOf((byte)':');
        try
        {
            return colon < 0 ? null : Utf8.GetString(bytes.AsSpan(colon + 1, length - colon - 1));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
