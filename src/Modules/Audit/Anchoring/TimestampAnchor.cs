using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Export;

namespace Monolith.Audit.Anchoring;

/// <summary>Has an authority say when a checkpoint was there (RFC 3161): it signs the hash of the note together with the time.</summary>
internal sealed class TimestampAnchor(string name, AnchorOptions options, AnchorHttp http, TimeProvider clock) : IAnchor
{
    private const int NonceBytes = 16;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public AnchorType Type => AnchorType.Timestamp;

    /// <inheritdoc/>
    public async Task<Anchored> AnchorAsync(
        string tenant,
        SignedCheckpoint checkpoint,
        Anchored? before,
        CancellationToken cancellationToken
    )
    {
        var note = Encoding.UTF8.GetBytes(checkpoint.Note);
        var question = Rfc3161TimestampRequest.CreateFromData(
            note,
            HashAlgorithmName.SHA256,
            nonce: RandomNumberGenerator.GetBytes(NonceBytes),
            requestSignerCertificates: true
        );
        var request = new HttpRequestMessage(HttpMethod.Post, options.Url)
        {
            Content = new ByteArrayContent(question.Encode()),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
        var (status, body) = await http.SendAsync(request, cancellationToken);
        if (status != HttpStatusCode.OK)
        {
            throw new AnchorException($"The authority answers {(int)status}.");
        }

        try
        {
            var roots = RootsOf(options.TrustedCertificates); // read each time: certificates are renewed

            // This looks whether it answers the question: the hash, the nonce, the signature.
            var token = question.ProcessResponse(body, out _).AsSignedCms().Encode();
            var stamp = TimeStamp.Read(token, note, roots);
            if (stamp is null || (roots is not null && !stamp.IsTrusted))
            {
                throw new AnchorException("The authority's certificate is not to be trusted.");
            }

            var proof = new AnchorReceipt(ExportLayout.Stamp, token, note);
            return new Anchored(checkpoint.Size, clock.GetUtcNow(), Receipt: proof);
        }
        catch (CryptographicException e)
        {
            throw new AnchorException("The authority answers with no time stamp of the checkpoint.", e);
        }
    }

    private static X509Certificate2Collection? RootsOf(string? file)
    {
        if (file is null)
        {
            return null;
        }

        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        return roots;
    }
}
