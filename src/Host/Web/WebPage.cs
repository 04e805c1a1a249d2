using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Monolith.Host.Web;

/// <summary>
/// Serves the page to browsers, at <c>/</c> and at every address that is the page's own. The page is public; what it shows comes
/// from the API, which is not.
/// </summary>
internal static class WebPage
{
    /// <summary>The file that every visit begins with.</summary>
    public const string Start = "index.html";

    // Vite puts the hash of the content into these names.
    private const string Hashed = "/assets";

    private static readonly string Policy = string.Join(
        "; ",
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'"
    );

    // What is asked for below these is never meant for the page, even by a browser's address bar.
    private static readonly PathString[] NotThePage = ["/api", "/healthz", "/metrics", "/openapi", Hashed];

    /// <summary>Adds the page. What is not for it goes on to the endpoints.</summary>
    /// <param name="app">The host.</param>
    /// <param name="folder">Where the built page lies; null when it was not built.</param>
    public static void UseWebPage(this IApplicationBuilder app, string? folder)
    {
        if (folder is null)
        {
            app.UseWhen(IsForPage, page => page.Run(SayHowToBuildAsync));
            return;
        }

        var files = new PhysicalFileProvider(folder);
        app.Use(
            (context, next) =>
            {
                if (FileFor(context, files) is { } file)
                {
                    context.SetEndpoint(null); // static files give way to endpoints
                    context.Request.Path = Packed(file, context.Request, files);
                }

                return next(context);
            }
        );
        app.UseStaticFiles(
            new StaticFileOptions
            {
                FileProvider = files,
                ContentTypeProvider = new PackedContentTypes(),
                OnPrepareResponse = served => AddHeaders(served.Context, served.File.Name),
            }
        );
    }

    private static string? FileFor(HttpContext context, PhysicalFileProvider files)
    {
        var path = context.Request.Path.Value ?? "";
        var isFile = IsRead(context) && context.GetEndpoint() is null && files.GetFileInfo(path).Exists;
        return isFile ? path
            : IsForPage(context) ? $"/{Start}"
            : null;
    }

    /// <summary>A browser asks for an address that is nothing of ours: the page knows it, or says that there is no such page.
    /// Clients of another protocol greet the server at <c>/</c>; the page is for those who want a page.</summary>
    private static bool IsForPage(HttpContext context) =>
        IsRead(context)
        && (context.Request.Path == "/" || context.GetEndpoint() is null)
        && !NotThePage.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal))
        && context.Request.Headers.Accept.Any(accept =>
            accept?.Contains("text/html", StringComparison.OrdinalIgnoreCase) ?? false
        );

    private static bool IsRead(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);

    private static string Packed(string file, HttpRequest request, PhysicalFileProvider files)
    {
        var accepted = new RequestHeaders(request.Headers).AcceptEncoding;
        return PackedContentTypes
                .Codings.Where(each => accepted.Any(a => a.Value == each.Coding && a.Quality is not 0))
                .Select(each => file + each.Ending)
                .FirstOrDefault(packed => files.GetFileInfo(packed).Exists)
            ?? file;
    }

    private static void AddHeaders(HttpContext context, string name)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.CacheControl = context.Request.Path.StartsWithSegments(Hashed, StringComparison.Ordinal)
            ? "public, max-age=31536000, immutable"
            : "no-cache";
        if (PackedContentTypes.CodingOf(name) is { } coding)
        {
            headers.ContentEncoding = coding;
        }
    }

    private static Task SayHowToBuildAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(
            """
            Monolith is running. Its page was not built: this needs Node 20 and npm, then

              dotnet build src/Host

            The API works without it: GET /api/v1/logs finds the newest records.

            """
        );
    }
}
