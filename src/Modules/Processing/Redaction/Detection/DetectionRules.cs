using System.Collections.Concurrent;
using System.Numerics;
using System.Text;
using Monolith.Processing.Redaction.Detection.Detectors;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>What is looked for in a tenant's texts, and what is done with each. Never changes; thread-safe.</summary>
internal sealed class DetectionRules
{
    /// <summary>No tenant has more kinds, its own included: each is a bit in what is counted.</summary>
    public const int MaxKinds = 32;

    private const int MostNames = 3;

    private readonly RedactAction[] _actions;
    private readonly TokenKind[] _kinds;
    private readonly uint _wanted;
    private readonly ConcurrentDictionary<uint, ReadOnlyMemory<byte>> _names = [];

    /// <param name="actions">What is done with each of our own kinds.</param>
    /// <param name="own">The tenant's own kinds, with what is done with each.</param>
    /// <param name="fields">The names whose values are never looked at.</param>
    /// <param name="patterns">How the tenant's own kinds are found.</param>
    /// <param name="nationalIds">The countries whose numbers are looked for.</param>
    public DetectionRules(
        IReadOnlyList<RedactAction> actions,
        IReadOnlyList<(TokenKind Kind, RedactAction Action)> own,
        FieldNames fields,
        IReadOnlyList<OwnPattern> patterns,
        NationalIdLocales nationalIds
    )
    {
        _actions = [.. actions, .. own.Select(o => o.Action)];
        _kinds = [.. PiiKinds.Tokens, .. own.Select(o => o.Kind)];
        Fields = fields;
        Patterns = [.. patterns];
        NationalIds = nationalIds;
        for (var kind = 0; kind < _actions.Length; kind++)
        {
            _wanted |= _actions[kind] == RedactAction.Keep ? 0 : 1u << kind;
        }
    }

    /// <summary>What is looked for unless somebody says otherwise.</summary>
    public static DetectionRules Usual { get; } =
        new(
            [.. Enum.GetValues<PiiKind>().Select(PiiKinds.UsualAction)],
            [],
            new FieldNames([]),
            [],
            NationalIdLocales.UnitedStates
        );

    /// <summary>The names whose values are never looked at.</summary>
    public FieldNames Fields { get; }

    /// <summary>How the tenant's own kinds are found.</summary>
    public OwnPattern[] Patterns { get; }

    /// <summary>The countries whose numbers are looked for.</summary>
    public NationalIdLocales NationalIds { get; }

    /// <summary>How many kinds there are.</summary>
    public int Kinds => _kinds.Length;

    /// <summary>Whether a kind is looked for.</summary>
    public bool Wants(byte kind) => ((_wanted >> kind) & 1) != 0;

    /// <summary>Whether a kind is looked for.</summary>
    public bool Wants(PiiKind kind) => Wants((byte)kind);

    /// <summary>What is done with a kind.</summary>
    public RedactAction ActionOf(byte kind) => _actions[kind];

    /// <summary>The names of a few kinds, as the mark has them: <c>ip,user</c>. Made once.</summary>
    /// <param name="kinds">A bit for each kind.</param>
    /// <param name="names">Their names.</param>
    /// <returns>False when there are so many that others will hardly be found together again.</returns>
    public bool TryNames(uint kinds, out ReadOnlyMemory<byte> names)
    {
        names = default;
        if (BitOperations.PopCount(kinds) > MostNames)
        {
            return false;
        }

        if (!_names.TryGetValue(kinds, out names))
        {
            names = _names.GetOrAdd(kinds, NamesOf(kinds));
        }

        return true;
    }

    /// <summary>The name that a kind has in tokens and marks.</summary>
    public TokenKind TokenOf(byte kind) => _kinds[kind];

    private byte[] NamesOf(uint kinds) =>
        Encoding.UTF8.GetBytes(string.Join(',', _kinds.Where((_, kind) => ((kinds >> kind) & 1) != 0)));
}
