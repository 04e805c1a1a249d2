using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Monolith.Platform.Engine.Http;

/// <summary>A request whose query and parameters come as a form, because they are too long for its address.</summary>
internal static class RequestForm
{
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Whether the body is a form. curl calls whatever it posts a urlencoded one, so that does not count.</summary>
    public static bool Is(HttpRequest request) =>
        request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) is true;

    /// <summary>The form's fields.</summary>
    /// <exception cref="Library.EngineException">It holds files, which are external tables.</exception>
    public static IFormCollection Read(HttpRequest request)
    {
        var options = new FormOptions { ValueLengthLimit = MaxBytes, MultipartBodyLengthLimit = MaxBytes };
        var form = new FormFeature(request, options).ReadForm();
        return form.Files.Count == 0
            ? form
            : throw Refusal.NotSupported("External tables are not supported by the embedded engine");
    }
}
