using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Seq;

/// <summary>Seq's own form of an error: <c>{"Error":"…"}</c>.</summary>
internal sealed partial class SeqProblemForm : IProblemForm
{
    /// <summary>Seq reads keys from the address too. Addresses are written to the logs of proxies and of clients.</summary>
    public const string NoKeysInAddresses =
        "Keys do not belong into addresses, where others can read them. Send the key as the header X-Seq-ApiKey instead of ?apiKey=.";

    /// <inheritdoc/>
    public Task WriteAsync(HttpContext context, ProblemDetails problem)
    {
        var needsKey = context.Response.StatusCode == StatusCodes.Status401Unauthorized;
        var text = needsKey && HasKey(context.Request) ? NoKeysInAddresses : problem.Detail ?? problem.Title ?? "";
        return WriteAsync(context.Response, text, context.RequestAborted);
    }

    /// <summary>Writes the text; the status is set already.</summary>
    public static Task WriteAsync(HttpResponse response, string text, CancellationToken cancellationToken) =>
        response.WriteAsJsonAsync(new ErrorPart(text), SeqJson.Default.ErrorPart, cancellationToken: cancellationToken);

    /// <summary>Whether the request's address holds a key.</summary>
    public static bool HasKey(HttpRequest request) => request.Query.ContainsKey("apiKey");

    /// <summary>The whole of an answer that is an error.</summary>
    internal sealed record ErrorPart(string Error);

    [JsonSerializable(typeof(ErrorPart))]
    private sealed partial class SeqJson : JsonSerializerContext;
}
