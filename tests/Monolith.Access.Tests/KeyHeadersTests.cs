using System.Text;
using Microsoft.AspNetCore.Http;
using Monolith.Access.ApiKeys;

namespace Monolith.Access.Tests;

public sealed class KeyHeadersTests
{
    private const string Key = "the-key-for-ingest";

    [Theory]
    [InlineData("Authorization", "Bearer the-key-for-ingest")]
    [InlineData("authorization", "bearer the-key-for-ingest")]
    [InlineData("Authorization", "Bearer   the-key-for-ingest ")]
    [InlineData("Authorization", "Splunk the-key-for-ingest")]
    [InlineData("Authorization", "ApiKey the-key-for-ingest")]
    [InlineData("X-Api-Key", "the-key-for-ingest")]
    [InlineData("x-seq-apikey", "the-key-for-ingest")]
    public void A_key_is_read_as_it_stands(string header, string value) => Assert.Equal(Key, Read((header, value)));

    [Theory]
    [InlineData("Basic", "loki:the-key-for-ingest")]
    [InlineData("basic", "elastic:the-key-for-ingest")]
    [InlineData("Basic", ":the-key-for-ingest")]
    [InlineData("ApiKey", "VuaCfGcBCdbkQm-e5aOx:the-key-for-ingest")]
    public void A_key_is_read_from_the_second_half_of_a_pair(string scheme, string pair) =>
        Assert.Equal(Key, Read(("Authorization", $"{scheme} {Base64(pair)}")));

    [Fact]
    public void A_key_may_have_colons_and_any_letters() =>
        Assert.Equal(
            "schlüssel:mit:doppelpunkten",
            Read(("Authorization", $"Basic {Base64("u:schlüssel:mit:doppelpunkten")}"))
        );

    [Theory]
    [InlineData("Digest username=\"the-key-for-ingest\"")]
    [InlineData("the-key-for-ingest")]
    [InlineData("Bearer")]
    [InlineData("Basic the-key-for-ingest")]
    [InlineData("Basic %%%%")]
    [InlineData("Basic dGhlLWtleS1mb3ItaW5nZXN0")] // no colon
    [InlineData("Basic Ov/+")] // no UTF-8 behind the colon
    [InlineData("Negotiate dTp0aGUta2V5LWZvci1pbmdlc3Q=")]
    public void What_is_no_key_is_none(string authorization) => Assert.Null(Read(("Authorization", authorization)));

    [Fact]
    public void The_user_of_a_pair_is_not_the_key() =>
        Assert.NotEqual(Key, Read(("Authorization", $"Basic {Base64($"{Key}:wrong")}")));

    [Fact]
    public void Two_keys_in_one_header_are_none_of_both() => Assert.NotEqual(Key, Read(("X-Api-Key", $"{Key},{Key}")));

    [Fact]
    public void The_first_key_counts_alone_so_that_a_wrong_one_cannot_hide_behind_another() =>
        Assert.Equal("wrong", Read(("Authorization", "Bearer wrong"), ("X-Api-Key", Key)));

    [Fact]
    public void Without_headers_there_is_no_key() => Assert.Null(Read());

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string? Read(params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var given = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            given[name] = value;
        }

        return KeyHeaders.Read(given);
    }
}
