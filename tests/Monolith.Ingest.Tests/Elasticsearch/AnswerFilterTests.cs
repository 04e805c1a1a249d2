namespace Monolith.Ingest.Tests.Elasticsearch;

public sealed class AnswerFilterTests
{
    private const string GoodAndBad =
        "{\"create\":{\"_index\":\"a\"}}\n{}\n{\"create\":{\"_index\":\"a\"}}\n{\"a\":x}\n";

    [Theory]
    [InlineData(
        "errors,items.*.error,items.*.status",
        "{\"errors\":true,\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":400,\"error\":{\"type\":\"document_parsing_exception\",\"reason\":\"A value is missing or is none that JSON has.\",\"caused_by\":{\"type\":\"invalid_json\",\"reason\":\"A value is missing or is none that JSON has.\"}}}}]}"
    )]
    [InlineData(
        "items.*.error.type",
        "{\"items\":[{\"create\":{\"error\":{\"type\":\"document_parsing_exception\"}}}]}"
    )]
    [InlineData("took", "{\"took\":12}")]
    [InlineData("items.index.status", "{}")]
    [InlineData(
        "**.status,errors",
        "{\"errors\":true,\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":400}}]}"
    )]
    [InlineData("-took,-items", "{\"errors\":true}")]
    [InlineData(
        "items.create._in*,errors,-errors",
        "{\"items\":[{\"create\":{\"_index\":\"a\"}},{\"create\":{\"_index\":\"a\"}}]}"
    )]
    public async Task A_client_may_say_what_it_wants_to_be_told(string filterPath, string expected)
    {
        Assert.Equal(expected, await Bulk.AnswerAsync(GoodAndBad, filterPath));
    }

    [Fact]
    public async Task A_filter_made_to_be_slow_is_not()
    {
        var filter = string.Join('.', Enumerable.Repeat("**", 2_000)) + "," + new string('*', 2_000) + "x";

        Assert.Equal("{}", await Bulk.AnswerAsync(GoodAndBad, filter));
    }
}
