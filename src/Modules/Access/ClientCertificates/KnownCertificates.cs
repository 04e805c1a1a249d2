using System.Collections.Frozen;
using System.Formats.Asn1;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Monolith.Access.Directory;
using Monolith.Platform.Security;

namespace Monolith.Access.ClientCertificates;

/// <summary>The clients that are known by their certificates. That a certificate is good was found out when the connection was made:
/// here it only has to be known. Thread-safe.</summary>
internal sealed class KnownCertificates
{
    private const string AlternativeNames = "2.5.29.17";
    private static readonly Asn1Tag AddressName = new(TagClass.ContextSpecific, 6);

    private readonly FrozenDictionary<string, ClaimsPrincipal> _holders;

    /// <exception cref="FormatException">The settings are wrong.</exception>
    public KnownCertificates(IConfiguration configuration)
    {
        var tenant = configuration["Monolith:Access:Tenant"] ?? TenantId.Default.Value;
        var holders = new Dictionary<string, ClaimsPrincipal>(StringComparer.OrdinalIgnoreCase);
        foreach (var section in configuration.GetSection(ClientCertificateOptions.Section).GetChildren())
        {
            var options = section.Get<ClientCertificateOptions>() ?? new ClientCertificateOptions();
            if (options.Problem is { } problem)
            {
                throw new FormatException($"{section.Path}{problem}");
            }

            var holder = Caller.Make(
                ClientCertificateAuthentication.Scheme,
                section.Key,
                options.Tenant ?? tenant,
                new Entitlement([Permissions.WriteLogs], rows: [], hiddenFields: []),
                options.OtherTenantNames
            );
            if (!holders.TryAdd(options.Subject, holder))
            {
                throw new FormatException($"{section.Path}:Subject '{options.Subject}' is another client's too.");
            }
        }

        _holders = holders.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether there are any.</summary>
    public bool AreThere => _holders.Count > 0;

    /// <returns>Whose certificate it is, or null when it is nobody's who is known here.</returns>
    public ClaimsPrincipal? Find(X509Certificate2 certificate) =>
        Subjects(certificate).Select(_holders.GetValueOrDefault).FirstOrDefault(holder => holder is not null);

    // RFC 6125, section 6.4.4: the common name counts only where there are no alternative names.
    private static List<string> Subjects(X509Certificate2 certificate)
    {
        var extension = certificate.Extensions.FirstOrDefault(e => e.Oid?.Value == AlternativeNames);
        if (extension is null)
        {
            return [certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)];
        }

        var names = new X509SubjectAlternativeNameExtension(extension.RawData).EnumerateDnsNames().ToList();
        var all = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
        while (all.HasData)
        {
            if (all.PeekTag().HasSameClassAndValue(AddressName))
            {
                names.Add(all.ReadCharacterString(UniversalTagNumber.IA5String, AddressName));
            }
            else
            {
                all.ReadEncodedValue();
            }
        }

        return names;
    }
}
