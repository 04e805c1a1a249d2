using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Contracts;
using Monolith.Audit.Export;
using Monolith.Audit.Trail;

namespace Monolith.Audit.Verification;

/// <summary>What witnesses and time-stamp authorities gave for checkpoints of a trail, as it lies in an export.</summary>
internal sealed class Receipts
{
    private readonly IExportSource _export;
    private readonly KeyChain _keys;
    private readonly IReadOnlyList<CosignatureKey> _witnesses;
    private readonly X509Certificate2Collection? _roots;
    private readonly List<Checkpoint> _checkpoints = [];
    private readonly List<TrailAnchor> _anchors = [];

    private Receipts(IExportSource export, KeyChain keys, TrailTrust trust)
    {
        (_export, _keys) = (export, keys);
        _witnesses = [.. trust.Witnesses.Select(WitnessOf)];
        _roots = trust.Authorities is { } pem ? RootsOf(pem) : null;
    }

    /// <summary>The checkpoints that were shown to others: the trail must go on from each of them.</summary>
    public IReadOnlyList<Checkpoint> Checkpoints => _checkpoints;

    /// <summary>Who has seen them, and when.</summary>
    public IReadOnlyList<TrailAnchor> Anchors => _anchors;

    /// <summary>What should be there and is not.</summary>
    public TrailFault? Missing { get; private set; }

    /// <summary>Reads and verifies all of them.</summary>
    /// <exception cref="TrailFaultException">One is not as it was given.</exception>
    /// <exception cref="FormatException">What was given to trust is nothing of the kind.</exception>
    public static async Task<Receipts> ReadAsync(
        IExportSource export,
        KeyChain keys,
        TrailTrust trust,
        CancellationToken cancellationToken
    )
    {
        var receipts = new Receipts(export, keys, trust);
        foreach (var name in await export.ListAsync(ExportLayout.Receipts, cancellationToken))
        {
            if (name.EndsWith($".{ExportLayout.Note}", StringComparison.Ordinal))
            {
                await receipts.ReadNoteAsync(name, cancellationToken);
            }
            else if (name.EndsWith($".{ExportLayout.Stamp}", StringComparison.Ordinal))
            {
                await receipts.ReadStampAsync(name, cancellationToken);
            }
        }

        receipts.MissWhoWasNamed();
        return receipts;
    }

    private async Task ReadNoteAsync(string name, CancellationToken cancellationToken)
    {
        var checkpoint = Checkpoint.Parse(Encoding.UTF8.GetString((await _export.FindAsync(name, cancellationToken))!));
        if (!_keys.HasSigned(checkpoint.Note!))
        {
            throw Fault(TrailFaultKind.Unsigned, 0, $"The checkpoint {name} is signed by none of the trail's keys.");
        }

        _checkpoints.Add(checkpoint);
        foreach (var witness in _witnesses)
        {
            foreach (var signature in checkpoint.Note!.Signatures.Where(witness.IsNamedBy))
            {
                var time =
                    witness.TimeOf(checkpoint.Text, signature)
                    ?? throw Fault(
                        TrailFaultKind.AnchorWrong,
                        0,
                        $"{name} is not signed by {witness.Name} as it says."
                    );
                Add(name, checkpoint, TrailAnchorKind.Witness, witness.Name, time, isTrusted: true);
            }
        }
    }

    private async Task ReadStampAsync(string name, CancellationToken cancellationToken)
    {
        var noteName = $"{name[..^ExportLayout.Stamp.Length]}{ExportLayout.Note}";
        if (await _export.FindAsync(noteName, cancellationToken) is not { } note)
        {
            Miss($"{noteName} is missing, which {name} is a time stamp of.");
            return;
        }

        var token = (await _export.FindAsync(name, cancellationToken))!;
        var stamp =
            TimeStamp.Read(token, note, _roots)
            ?? throw Fault(TrailFaultKind.AnchorWrong, 0, $"{name} is no time stamp of {noteName}.");
        if (_roots is not null && !stamp.IsTrusted)
        {
            throw Fault(
                TrailFaultKind.AnchorWrong,
                0,
                $"{name} is by {stamp.Authority}, which leads to none of the certificates that were given."
            );
        }

        var checkpoint = Checkpoint.Parse(Encoding.UTF8.GetString(note));
        Add(name, checkpoint, TrailAnchorKind.Timestamp, stamp.Authority, stamp.Time, stamp.IsTrusted);
    }

    private void MissWhoWasNamed()
    {
        var unseen = _witnesses.FirstOrDefault(witness =>
            !_anchors.Exists(anchor => anchor.Kind == TrailAnchorKind.Witness && anchor.By == witness.Name)
        );
        if (unseen is not null)
        {
            Miss($"The witness {unseen.Name} has signed no checkpoint that is here.");
        }

        if (_roots is not null && !_anchors.Exists(anchor => anchor.Kind == TrailAnchorKind.Timestamp))
        {
            Miss("No time stamp is here.");
        }
    }

    private void Miss(string detail) => Missing ??= new(TrailFaultKind.AnchorMissing, 0, detail);

    private void Add(
        string name,
        Checkpoint checkpoint,
        TrailAnchorKind kind,
        string by,
        DateTimeOffset time,
        bool isTrusted
    ) => _anchors.Add(new TrailAnchor(name, kind, checkpoint.Size, by, EntryText.TimeOf(time), isTrusted));

    private static CosignatureKey WitnessOf(string text) =>
        CosignatureKey.TryParse(text, out var key)
            ? key
            : throw new FormatException($"'{text}' is no key of a witness: it looks like NAME+ID+BASE64.");

    private static X509Certificate2Collection RootsOf(string pem)
    {
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(pem);
            return roots.Count > 0
                ? roots
                : throw new FormatException("There is no certificate to trust time stamps by.");
        }
        catch (CryptographicException e)
        {
            throw new FormatException("What time stamps are to be trusted by is no certificate.", e);
        }
    }

    private static TrailFaultException Fault(TrailFaultKind kind, long seq, string detail) =>
        new(new TrailFault(kind, seq, detail));
}
