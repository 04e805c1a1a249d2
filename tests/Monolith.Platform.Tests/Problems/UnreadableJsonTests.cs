using System.Text.Json;
using System.Text.Json.Serialization;
using Monolith.Platform.Language;
using Monolith.Platform.Problems;

namespace Monolith.Platform.Tests.Problems;

public sealed class UnreadableJsonTests
{
    [Theory]
    [InlineData("""{"day":"sonday"}""", "day", "It must be one of workDay, holiday.")]
    [InlineData("""{"day":1}""", "day", "It must be one of workDay, holiday.")]
    [InlineData("""{"count":"many"}""", "count", "It is of another type.")]
    [InlineData("""{"nested":{"count":[]}}""", "nested.count", "It is of another type.")]
    [InlineData("""{"count":""", "count", "Expected depth to be zero")]
    [InlineData("""{"cuont":1}""", "cuont", "There is no field of this name.")]
    [InlineData("", "body", "The input does not contain any JSON tokens")]
    public void A_field_that_cannot_be_read_is_named_in_the_callers_words(string json, string field, string message)
    {
        var error = Assert.Throws<JsonException>(() =>
            JsonSerializer.Deserialize<Body>(json, JsonSerializerOptions.Web)
        );

        var problem = error.AsProblem();

        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Monolith", problem.Message, StringComparison.Ordinal);
        Assert.Equal(field, problem.Parameter);
    }

    [Theory]
    [InlineData("workDay")]
    [InlineData("WORKDAY")]
    public void Words_are_read_in_any_case_and_written_in_lowerCamel(string word)
    {
        var body = JsonSerializer.Deserialize<Body>($$"""{"day":"{{word}}"}""", JsonSerializerOptions.Web)!;

        Assert.Equal(Day.WorkDay, body.Day);
        Assert.Contains(
            "\"workDay\"",
            JsonSerializer.Serialize(body, JsonSerializerOptions.Web),
            StringComparison.Ordinal
        );
    }

    [JsonConverter(typeof(CamelCaseEnum<Day>))]
    internal enum Day
    {
        WorkDay,
        Holiday,
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Body(Day Day, int Count, Body? Nested);
}
