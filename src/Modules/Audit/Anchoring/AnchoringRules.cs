using Microsoft.Extensions.Options;
using Monolith.Audit.Checkpoints;
using Monolith.Platform.Security;

namespace Monolith.Audit.Anchoring;

/// <summary>Says at the start which anchor lacks what.</summary>
internal sealed class AnchoringRules : IValidateOptions<AnchoringOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AnchoringOptions options)
    {
        var wrong = options.Anchors.SelectMany(anchor => WrongOf(anchor.Key, anchor.Value)).ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> WrongOf(string name, AnchorOptions anchor)
    {
        var path = $"Modules:Audit:Anchoring:Anchors:{name}";
        if (!TenantId.IsName(name))
        {
            yield return $"{path}: a name has up to 64 letters, digits, '-', '_' or '.'.";
        }

        var needed = anchor.Type switch
        {
            AnchorType.Folder => [("Path", anchor.Path)],
            AnchorType.S3 =>
            [
                ("Url", anchor.Url?.ToString()),
                ("Bucket", anchor.Bucket),
                ("AccessKey", anchor.AccessKey),
                ("Secret", anchor.Secret),
            ],
            AnchorType.Witness => [("Url", anchor.Url?.ToString()), ("Key", anchor.Key)],
            _ => new (string, string?)[] { ("Url", anchor.Url?.ToString()) },
        };
        foreach (var (setting, _) in needed.Where(setting => string.IsNullOrEmpty(setting.Item2)))
        {
            yield return $"{path}:{setting} is missing: an anchor of type {anchor.Type} needs it.";
        }

        if (anchor.Url is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https")))
        {
            yield return $"{path}:Url must begin with http:// or https://.";
        }

        if (anchor.Key is { Length: > 0 } key && !CosignatureKey.TryParse(key, out _))
        {
            yield return $"{path}:Key is no key of a witness: it looks like NAME+ID+BASE64.";
        }
    }
}
