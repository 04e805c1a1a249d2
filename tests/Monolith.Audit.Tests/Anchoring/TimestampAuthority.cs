using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Monolith.Audit.Tests.Anchoring;

/// <summary>A time-stamp authority of RFC 3161 with a certificate of its own.</summary>
internal sealed class TimestampAuthority : IAsyncDisposable
{
    private const string Policy = "1.3.6.1.4.1.99999.1";
    private const string TimestampUse = "1.3.6.1.5.5.7.3.8";
    private const string InfoType = "1.2.840.113549.1.9.16.1.4";
    private const string CertificateAttribute = "1.2.840.113549.1.9.16.2.47";

    private readonly WebApplication _app;
    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _certificate;
    private int _serial;

    private TimestampAuthority()
    {
        var request = new CertificateRequest(
            "CN=Time of the tests",
            _key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(TimestampUse)], critical: true));
        _certificate = request.CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1),
            TimeProvider.System.GetUtcNow().AddDays(1)
        );
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapPost("/", AnswerAsync);
    }

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Its certificate, as a file would have it.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>While it is true, another hash is signed than the one that was asked for.</summary>
    public bool Lies { get; set; }

    public static async Task<TimestampAuthority> StartAsync()
    {
        var authority = new TimestampAuthority();
        await authority._app.StartAsync();
        return authority;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
        _key.Dispose();
    }

    private async Task<IResult> AnswerAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        if (!Rfc3161TimestampRequest.TryDecode(body.ToArray(), out var question, out _))
        {
            return TypedResults.BadRequest();
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(0); // granted
            }

            writer.WriteEncodedValue(Token(question));
        }

        return TypedResults.Bytes(writer.Encode(), "application/timestamp-reply");
    }

    private byte[] Token(Rfc3161TimestampRequest question)
    {
        var hash = Lies ? SHA256.HashData("something else"u8) : question.GetMessageHash().ToArray();
        var info = new Rfc3161TimestampTokenInfo(
            new Oid(Policy),
            question.HashAlgorithmId,
            hash,
            new BigInteger(Interlocked.Increment(ref _serial)).ToByteArray(isBigEndian: true),
            TimeProvider.System.GetUtcNow(),
            nonce: question.GetNonce()
        );
        var cms = new SignedCms(new ContentInfo(new Oid(InfoType), info.Encode()), detached: false);
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, _certificate)
        {
            DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1"),
            IncludeOption = X509IncludeOption.EndCertOnly,
        };
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid(CertificateAttribute), CertificateIdentity()));
        cms.ComputeSignature(signer);
        return cms.Encode();
    }

    /// <summary>SigningCertificateV2 with the hash of the certificate, SHA-256 being the default.</summary>
    private byte[] CertificateIdentity()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteOctetString(SHA256.HashData(_certificate.RawData));
        }

        return writer.Encode();
    }
}
