using Microsoft.Net.Http.Headers;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Otlp;

/// <summary>How OTLP/HTTP writes its messages: in protobuf or in JSON, as the content type says.</summary>
internal static class OtlpEncoding
{
    /// <summary>Whether a request is in JSON; otherwise it is in protobuf.</summary>
    /// <exception cref="UnsupportedMediaException">It is in neither.</exception>
    public static bool IsJson(string? contentType) =>
        MediaType(contentType) switch
        {
            "application/json" => true,
            "application/x-protobuf" or "application/protobuf" => false,
            _ => throw new UnsupportedMediaException(
                "Use one of these content types: application/x-protobuf, application/json."
            ),
        };

    /// <summary>Whether errors are told in JSON: to all but those who sent protobuf.</summary>
    public static bool IsAnsweredInJson(string? contentType) =>
        MediaType(contentType) is not ("application/x-protobuf" or "application/protobuf");

    private static string MediaType(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) ? type.MediaType.ToString().ToLowerInvariant() : "";
}
