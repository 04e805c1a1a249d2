using System.Text;
using Microsoft.Extensions.Options;
using Monolith.Platform.Security;
using Monolith.Processing.Redaction.Detection;
using Monolith.Processing.Redaction.Keys;

namespace Monolith.Processing.Redaction.Tokens;

/// <summary>Says which tokens stand for somebody in the fields that name users: those that <c>redact</c> knows by their
/// names.</summary>
internal sealed class SubjectTokens(KeyRings rings, IOptions<RedactionOptions> options) : ISubjectTokens
{
    private readonly FieldNames _names = RedactRules.Read(new RedactSettings(), options.Value).Fields;

    public IReadOnlyList<string> Of(TenantId tenant, string field, string value) =>
        options.Value.Enabled
        && NamesUsers(field)
        && ParsedToken.Read(value) is null
        && rings.Of(tenant).Current is { } ring
            ? [.. ring.Living.Select(key => TokenMaker.Make(key, TokenKind.User, value)).OfType<string>()]
            : [];

    private bool NamesUsers(string field) =>
        _names.TryFind(Encoding.UTF8.GetBytes(field), out var rule) && rule.Kind == (byte)PiiKind.User;
}
