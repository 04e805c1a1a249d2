using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Export;
using Monolith.Audit.Proofs;
using Monolith.Audit.Witness;

namespace Monolith.Audit.Anchoring;

/// <summary>Shows the newest checkpoint to another Monolith, or any witness of c2sp.org/tlog-witness, which signs it if it goes on from
/// the last one that it was shown.</summary>
internal sealed class WitnessAnchor(
    string name,
    AnchorOptions options,
    AnchorHttp http,
    ProofReader proofs,
    TimeProvider clock
) : IAnchor
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public AnchorType Type => AnchorType.Witness;

    /// <inheritdoc/>
    public async Task<Anchored> AnchorAsync(
        string tenant,
        SignedCheckpoint checkpoint,
        Anchored? before,
        CancellationToken cancellationToken
    )
    {
        // A proof needs tiles: the newest checkpoint that has all of its own is shown.
        var shown = await proofs.CheckpointAsync(tenant, cancellationToken);
        var from = before?.Size ?? 0;
        var (status, body) = await ShowAsync(tenant, shown, from, cancellationToken);
        if (
            status == HttpStatusCode.Conflict
            && long.TryParse(body.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && size <= shown.Size
            && size != from
        )
        {
            // It knows another one: this one's state was lost, or another replica was quicker.
            (status, body) = await ShowAsync(tenant, shown, size, cancellationToken);
        }

        if (status != HttpStatusCode.OK)
        {
            throw new AnchorException($"The witness answers {(int)status}.");
        }

        var note = Verified(shown, body);
        return new Anchored(
            shown.Size,
            clock.GetUtcNow(),
            Receipt: new AnchorReceipt(ExportLayout.Note, Encoding.UTF8.GetBytes(note.ToString()))
        );
    }

    private async Task<(HttpStatusCode Status, string Body)> ShowAsync(
        string tenant,
        Checkpoint shown,
        long from,
        CancellationToken cancellationToken
    )
    {
        var path = Merkle.Proof.OfConsistency(from, shown.Size);
        var (hashes, _) = await proofs.ReadAsync(tenant, path, leaf: null, cancellationToken);
        var body = new WitnessRequest(from, hashes, shown.Note!.ToString()).ToString();
        var request = new HttpRequestMessage(HttpMethod.Post, options.Url) { Content = new StringContent(body) };
        if (options.Secret is { } secret)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        }

        var (status, answer) = await http.SendAsync(request, cancellationToken);
        return (status, Encoding.UTF8.GetString(answer));
    }

    private SignedNote Verified(Checkpoint shown, string lines)
    {
        if (!CosignatureKey.TryParse(options.Key!, out var key))
        {
            throw new InvalidOperationException("The witness's key was found to be one when the settings were read.");
        }

        try
        {
            var signature = lines
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(NoteSignature.Parse)
                .FirstOrDefault(signature => key.TimeOf(shown.Text, signature) is not null);
            return signature is null
                ? throw new AnchorException("The witness signed with another key than the one it should have.")
                : shown.Note!.With(signature);
        }
        catch (FormatException e)
        {
            throw new AnchorException("The witness answers with no signature.", e);
        }
    }
}
