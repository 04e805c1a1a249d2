using System.Text;

namespace Monolith.Platform.ClickHouse;

/// <summary>The query part of a request's address: settings, parameters, and the statement of an INSERT.</summary>
internal sealed class RequestAddress
{
    private readonly StringBuilder _text = new();

    public void Add(string name, string value) =>
        _text
            .Append(_text.Length == 0 ? '?' : '&')
            .Append(Uri.EscapeDataString(name))
            .Append('=')
            .Append(Uri.EscapeDataString(value));

    public Uri ToUri() => new(_text.ToString(), UriKind.Relative);
}
