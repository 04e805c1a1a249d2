using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.StaticFiles;

namespace Monolith.Host.Web;

/// <summary>The content type of a file that was compressed at build time is that of the file it was made from.</summary>
internal sealed class PackedContentTypes : IContentTypeProvider
{
    private static readonly FileExtensionContentTypeProvider Plain = new();

    /// <summary>The content codings, the better one first, with the ending of their files.</summary>
    public static readonly (string Coding, string Ending)[] Codings = [("br", ".br"), ("gzip", ".gz")];

    /// <summary>The coding of a file, or null when it is not compressed.</summary>
    public static string? CodingOf(string name) =>
        Codings
            .Where(each => name.EndsWith(each.Ending, StringComparison.Ordinal))
            .Select(each => each.Coding)
            .FirstOrDefault();

    /// <inheritdoc/>
    public bool TryGetContentType(string subpath, [MaybeNullWhen(false)] out string contentType) =>
        Plain.TryGetContentType(
            CodingOf(subpath) is null ? subpath : Path.ChangeExtension(subpath, null),
            out contentType
        );
}
