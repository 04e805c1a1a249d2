using System.Net;
using Monolith.Platform.ClickHouse;

namespace Monolith.Platform.Tests.ClickHouse;

public sealed class ClickHouseExceptionTests
{
    [Theory]
    [InlineData(
        "Code: 60. DB::Exception: Table a.b does not exist. (UNKNOWN_TABLE) (version 26.7.3.1 (official build))\n"
    )]
    [InlineData("Code: 60. DB::Exception: Table a.b does not exist. (UNKNOWN_TABLE)")]
    public void An_error_has_code_name_and_message(string text)
    {
        var error = ClickHouseException.FromAnswer(HttpStatusCode.NotFound, text);

        Assert.Equal(60, error.Code);
        Assert.Equal("UNKNOWN_TABLE", error.Name);
        Assert.Equal("Table a.b does not exist. (UNKNOWN_TABLE, code 60)", error.Message);
    }

    [Fact]
    public void A_message_of_several_lines_with_brackets_is_kept_whole()
    {
        var error = ClickHouseException.FromAnswer(
            HttpStatusCode.BadRequest,
            "Code: 62. DB::Exception: Syntax error (line 2)\nExpected (A) or\n(B). (SYNTAX_ERROR) (version 1)"
        );

        Assert.Equal("Syntax error (line 2)\nExpected (A) or\n(B). (SYNTAX_ERROR, code 62)", error.Message);
    }

    [Theory]
    [InlineData(60, "UNKNOWN_TABLE", false)]
    [InlineData(62, "SYNTAX_ERROR", false)]
    [InlineData(117, "INCORRECT_DATA", false)]
    [InlineData(516, "AUTHENTICATION_FAILED", false)]
    [InlineData(159, "TIMEOUT_EXCEEDED", true)]
    [InlineData(202, "TOO_MANY_SIMULTANEOUS_QUERIES", true)]
    [InlineData(241, "MEMORY_LIMIT_EXCEEDED", true)]
    [InlineData(252, "TOO_MANY_PARTS", true)]
    [InlineData(999, "KEEPER_EXCEPTION", true)]
    public void What_passes_by_itself_is_worth_another_try(int code, string name, bool isRetriable)
    {
        var text = $"Code: {code}. DB::Exception: Something. ({name})";

        Assert.Equal(isRetriable, ClickHouseException.FromAnswer(HttpStatusCode.InternalServerError, text).IsRetriable);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, true)]
    [InlineData(HttpStatusCode.ServiceUnavailable, true)]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.NotFound, false)]
    public void An_answer_that_is_not_of_ClickHouse_is_judged_by_its_status(HttpStatusCode status, bool isRetriable)
    {
        var error = ClickHouseException.FromAnswer(status, "<html>no</html>");

        Assert.Equal(0, error.Code);
        Assert.Equal(isRetriable, error.IsRetriable);
    }
}
