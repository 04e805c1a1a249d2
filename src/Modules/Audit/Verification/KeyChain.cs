using System.Text;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Contracts;
using Monolith.Audit.Export;

namespace Monolith.Audit.Verification;

/// <summary>The keys of an export: each is signed by the one before it.</summary>
internal sealed class KeyChain
{
    private readonly IReadOnlyList<KeyStatement> _keys;
    private readonly int _trusted;

    private KeyChain(IReadOnlyList<KeyStatement> keys, int trusted) => (_keys, _trusted) = (keys, trusted);

    /// <summary>Reads the keys.</summary>
    /// <param name="export">The export.</param>
    /// <param name="trusted">The key that is known from elsewhere; null when none is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TrailFaultException">They are no chain, or the known key is not in it.</exception>
    public static async Task<KeyChain> ReadAsync(
        IExportSource export,
        string? trusted,
        CancellationToken cancellationToken
    )
    {
        var keys = new List<KeyStatement>();
        foreach (var name in await export.ListAsync(ExportLayout.Keys, cancellationToken))
        {
            var text = Encoding.UTF8.GetString((await export.FindAsync(name, cancellationToken))!);
            var (statement, note) = KeyStatement.Parse(text);
            var signer = keys.Count == 0 ? statement.Key : keys[^1].Key;
            if (statement.Number != keys.Count + 1 || !note.IsSignedBy(signer))
            {
                throw Unsigned($"The key {statement.Number} is not signed by the one before it.");
            }

            keys.Add(statement);
        }

        var known = trusted is null ? 0 : keys.FindIndex(key => key.Key.ToString() == trusted);
        return known >= 0 && keys.Count > 0
            ? new KeyChain(keys, known)
            : throw Unsigned("None of the keys of the export is the one that was given.");
    }

    /// <summary>The key that has signed a checkpoint, as only the trusted one and those after it may.</summary>
    /// <exception cref="TrailFaultException">None of them has, or one that had been rotated out before.</exception>
    public NoteKey SignerOf(Checkpoint checkpoint)
    {
        for (var i = _keys.Count - 1; i >= _trusted; i--)
        {
            var isInTime = i == _keys.Count - 1 || checkpoint.Size <= _keys[i + 1].FromSize;
            if (isInTime && _keys[i].Origin == checkpoint.Origin && IsSigned(checkpoint.Note!, _keys[i].Key))
            {
                return _keys[i].Key;
            }
        }

        throw Unsigned("The checkpoint is signed by none of the trail's keys.");
    }

    /// <summary>Whether one of the keys has signed a note, one that was rotated out too: what follows it ties it down.</summary>
    /// <exception cref="TrailFaultException">A signature is wrong.</exception>
    public bool HasSigned(SignedNote note) => _keys.Any(key => IsSigned(note, key.Key));

    private static bool IsSigned(SignedNote note, NoteKey key)
    {
        try
        {
            return note.IsSignedBy(key);
        }
        catch (FormatException e)
        {
            throw Unsigned(e.Message);
        }
    }

    private static TrailFaultException Unsigned(string detail) =>
        new(new TrailFault(TrailFaultKind.Unsigned, 0, detail));
}

/// <summary>Ends a verification: what follows proves nothing.</summary>
internal sealed class TrailFaultException(TrailFault fault) : Exception(fault.Detail)
{
    /// <summary>What is wrong.</summary>
    public TrailFault Fault { get; } = fault;
}
