namespace Monolith.Platform.Listening;

/// <summary>Where a web page comes from, as browsers write it: <c>https://shop.example</c>, with a port where it is not the usual
/// one. They compare letter by letter.</summary>
public static class WebOrigin
{
    /// <summary>Whether a text is one, in the very form in which browsers send it.</summary>
    public static bool IsOne(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.GetLeftPart(UriPartial.Authority) == text
        && uri.UserInfo.Length == 0;
}
