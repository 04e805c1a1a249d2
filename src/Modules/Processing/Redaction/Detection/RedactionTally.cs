using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>How many values of which kinds were replaced in one record. Never the values.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RedactionTally
{
    private Counts _counts;

    /// <summary>The kinds of which there was one: a bit for each.</summary>
    public uint Kinds { get; private set; }

    /// <summary>The kinds of which there was more than one.</summary>
    public uint Repeated { get; private set; }

    /// <summary>Whether an attribute was seen that another stage left.</summary>
    public bool MayBeMarked { get; set; }

    /// <summary>How many values of a kind were replaced.</summary>
    public readonly int CountOf(byte kind) => _counts[kind];

    /// <summary>One more value of a kind was replaced.</summary>
    public void Add(byte kind)
    {
        Repeated |= Kinds & (1u << kind);
        Kinds |= 1u << kind;
        _counts[kind]++;
    }

    [InlineArray(DetectionRules.MaxKinds)]
    private struct Counts
    {
        private int _first;
    }
}
