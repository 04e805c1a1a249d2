using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Monolith.Ingest.Elasticsearch;

namespace Monolith.Ingest.Tests.Elasticsearch;

public sealed class ElasticsearchProblemFormTests
{
    [Theory]
    [InlineData(401, 401, "security_exception")]
    [InlineData(403, 403, "security_exception")]
    [InlineData(413, 413, "content_too_long_exception")]
    [InlineData(415, 415, "media_type_header_exception")]
    [InlineData(429, 429, "es_rejected_execution_exception")]
    [InlineData(503, 429, "es_rejected_execution_exception")]
    [InlineData(400, 400, "illegal_argument_exception")]
    public async Task A_problem_has_the_form_and_the_words_of_Elasticsearch(int status, int expected, string type)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body, StatusCode = status } };

        await new ElasticsearchProblemForm().WriteAsync(context, new ProblemDetails { Detail = "why" });

        var answer = JsonDocument.Parse(body.ToArray()).RootElement;
        Assert.Equal((expected, expected), (context.Response.StatusCode, answer.GetProperty("status").GetInt32()));
        Assert.Equal(type, answer.GetProperty("error").GetProperty("type").GetString());
        Assert.Equal("why", answer.GetProperty("error").GetProperty("root_cause")[0].GetProperty("reason").GetString());
        Assert.Equal("Elasticsearch", context.Response.Headers["X-Elastic-Product"]);
    }

    [Fact]
    public async Task Whoever_has_no_key_is_told_how_to_show_one()
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body, StatusCode = 401 } };

        await new ElasticsearchProblemForm().WriteAsync(context, new ProblemDetails { Title = "A key is needed." });

        Assert.Equal(
            "Basic realm=\"security\", charset=\"UTF-8\",ApiKey,Bearer",
            context.Response.Headers.WWWAuthenticate.ToString()
        );
    }
}
