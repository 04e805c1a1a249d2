using System.Net;

namespace Monolith.Platform.Tests.Engine;

/// <summary>Asks the engine over HTTP in one line.</summary>
internal static class EngineQuestions
{
    /// <summary>Posts a statement, with parameters of the address, and returns the answer's text.</summary>
    /// <exception cref="InvalidOperationException">The engine refused; the message is its own.</exception>
    public static async Task<string> AskAsync(this HttpClient http, string sql, string parameters = "")
    {
        using var response = await http.PostAsync($"/?{parameters}", new StringContent(sql));
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? text : throw new InvalidOperationException(text);
    }

    /// <summary>Posts a statement that must fail.</summary>
    /// <returns>The status, ClickHouse's number of the error, and the text.</returns>
    public static async Task<(HttpStatusCode Status, int Code, string Text)> FailAsync(
        this HttpClient http,
        string sql,
        string parameters = ""
    )
    {
        using var response = await http.PostAsync($"/?{parameters}", new StringContent(sql));
        var text = await response.Content.ReadAsStringAsync();
        Assert.False(response.IsSuccessStatusCode, $"It did not fail: {text}");
        return (response.StatusCode, CodeOf(response), text);
    }

    /// <summary>ClickHouse's number of the error of an answer.</summary>
    public static int CodeOf(HttpResponseMessage response) =>
        int.Parse(response.Headers.GetValues("X-ClickHouse-Exception-Code").Single());

    /// <summary>The value of a header of an answer.</summary>
    public static string HeaderOf(HttpResponseMessage response, string name) =>
        response.Headers.GetValues(name).Single();
}
